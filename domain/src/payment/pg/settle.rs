//! After a gateway has said: the try's one end, and with it perhaps the payment's. An answer, an enquiry and a notice
//! may all bring it, at once and in any order; the row's lock makes one of them first, and the others find it done.

use super::{
    announce, discrepancy,
    rows::{amount, gateway, state},
};
use crate::{
    explain::{Explain, Explanation},
    gateway::{Charged, GatewayName, Refusal},
    id::{AttemptId, MerchantId, PaymentId, PersonId},
    ledger::{
        account::clearing,
        pg::{lock_merchant, post},
    },
    payment::{
        PaymentState,
        fee::fee,
        postings::{self, Side},
    },
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError},
};
use serde_json::json;

/// What a gateway said of a try, when it was asked.
pub struct SettleCharge {
    pub attempt: AttemptId,
    pub said: Charged,
    /// A refusal counts as soon as nothing can arrive any more: the gateway has called it off, or it was the one and only
    /// send and never left (`Some(1)`).
    pub only_send: Option<u32>,
    pub meta: Meta,
}

/// What became of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettledCharge {
    /// The money was taken, and the payment is paid.
    Paid,
    /// The payment failed.
    Failed,
    /// Refused for trouble of the gateway's own: another one may be asked.
    Elsewhere,
    /// The gateway waits for the customer.
    Waits,
    /// It was known already, or says nothing. Nothing changed.
    Ignored(&'static str),
    /// It contradicts what is recorded for good. Nothing changed, and an admin is asked to look.
    Contradicts(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeverRefused {}

impl Explain for NeverRefused {
    fn explain(&self) -> Explanation {
        match *self {}
    }
}

struct Found {
    payment: PaymentId,
    merchant: MerchantId,
    merchant_name: String,
    amount: i64,
    state: PaymentState,
    gateway: GatewayName,
    attempt_status: String,
    sends: i32,
    gateway_reference: Option<String>,
}

impl Command for SettleCharge {
    const NAME: &'static str = "payment.settle";
    type Output = SettledCharge;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<SettledCharge, Failure<NeverRefused>> {
        let Some(found) = self.find(tx).await? else {
            tx.nothing_happened();
            return Ok(SettledCharge::Ignored("There is no such try."));
        };
        if let Some(contradiction) = contradiction(&found, &self.said) {
            contradicted(tx, &found, &contradiction).await?;
            return Ok(SettledCharge::Contradicts(contradiction));
        }
        if found.attempt_status != "open" {
            tx.nothing_happened();
            return Ok(SettledCharge::Ignored("It was known already."));
        }
        let settled = match &self.said {
            Charged::Unknown { .. } => SettledCharge::Ignored("It does not say how it ended."),
            Charged::Waits { gateway_reference, customer_url } => {
                self.waits(tx, &found, gateway_reference, customer_url).await?
            }
            Charged::Taken { gateway_reference } => self.taken(tx, &found, gateway_reference).await?,
            Charged::Refused(_)
                if self.only_send.is_some_and(|sends| i64::from(sends) != i64::from(found.sends)) =>
            {
                SettledCharge::Ignored("It was sent again meanwhile.")
            }
            Charged::Refused(refusal) => self.refused(tx, &found, refusal).await?,
        };
        if matches!(settled, SettledCharge::Ignored(_)) {
            tx.nothing_happened();
        }
        Ok(settled)
    }
}

impl SettleCharge {
    /// The payment is locked before its tries, as everybody does.
    async fn find(&self, tx: &mut Tx) -> Result<Option<Found>, WorkError> {
        let Some(payment) =
            sqlx::query_scalar!("select payment_id from payment_attempt where id = $1", self.attempt.0)
                .fetch_optional(tx.conn())
                .await?
        else {
            return Ok(None);
        };
        let row = sqlx::query!(
            r#"
            select p.merchant_id, m.name as merchant_name, p.amount_paise, p.status
            from payment p join merchant m on m.id = p.merchant_id where p.id = $1 for no key update of p
            "#,
            payment,
        )
        .fetch_one(tx.conn())
        .await?;
        let attempt = sqlx::query!(
            "select gateway, status, sends, gateway_reference from payment_attempt where id = $1 for no key update",
            self.attempt.0,
        )
        .fetch_one(tx.conn())
        .await?;
        Ok(Some(Found {
            payment: PaymentId(payment),
            merchant: MerchantId(row.merchant_id),
            merchant_name: row.merchant_name,
            amount: row.amount_paise,
            state: state(&row.status)?,
            gateway: gateway(&attempt.gateway)?,
            attempt_status: attempt.status,
            sends: attempt.sends,
            gateway_reference: attempt.gateway_reference,
        }))
    }

    async fn waits(
        &self,
        tx: &mut Tx,
        found: &Found,
        reference: &str,
        customer_url: &str,
    ) -> Result<SettledCharge, WorkError> {
        let changed = sqlx::query!(
            r#"
            update payment_attempt
            set gateway_reference = coalesce(gateway_reference, $2), customer_url = $3, contacted_at = clock_timestamp(),
                enquiries = enquiries + case when customer_url is null then 0 else 1 end, last_contact = 'It waits for the customer.'
            where id = $1
            returning enquiries
            "#,
            self.attempt.0,
            reference,
            customer_url,
        )
        .fetch_one(tx.conn())
        .await?;
        if changed.enquiries == 0 {
            tx.record(
                Record::of("payment", found.payment.0)
                    .after(json!({ "waits": true, "gateway": found.gateway.as_str() }))
                    .tells(found.merchant.0),
            );
        } else {
            tx.nothing_happened();
        }
        Ok(SettledCharge::Waits)
    }

    async fn taken(&self, tx: &mut Tx, found: &Found, reference: &str) -> Result<SettledCharge, WorkError> {
        let other = sqlx::query_scalar!(
            "select payment_id from payment_attempt where gateway = $1 and gateway_reference = $2 and id <> $3",
            found.gateway.as_str(),
            reference,
            self.attempt.0,
        )
        .fetch_optional(tx.conn())
        .await?;
        if let Some(other) = other {
            let what = format!(
                "{} gives the reference of payment {other} to this one as well.",
                found.gateway.words()
            );
            contradicted(tx, found, &what).await?;
            return Ok(SettledCharge::Contradicts(what));
        }
        let next = found.state.succeed().map_err(|_| WorkError::Broken("a payment succeeds out of turn"))?;
        let bps = sqlx::query_scalar!("select fee_bps from payment_terms").fetch_one(tx.conn()).await?;
        let paid = amount(found.amount)?;
        let fee = fee(paid, u16::try_from(bps).unwrap_or_default());
        let (accounts, _) = lock_merchant(tx, found.merchant, None).await?;
        let words = format!("Payment to {}", found.merchant_name);
        let from = Side::Gateway(clearing(found.gateway));
        let entry = postings::received(found.payment, &words, from, accounts, paid, fee)
            .map_err(|_| WorkError::Broken("a payment does not balance"))?;
        post(tx, &entry).await?;
        sqlx::query!(
            r#"
            update payment_attempt
            set status = 'taken', gateway_reference = $2, contacted_at = clock_timestamp(), ended_at = clock_timestamp(), last_contact = 'The money was taken.'
            where id = $1
            "#,
            self.attempt.0,
            reference,
        )
        .execute(tx.conn())
        .await?;
        let now = tx.now();
        sqlx::query!(
            "update payment set status = $2, gateway = $3, fee_paise = $4, updated_at = $5 where id = $1",
            found.payment.0,
            next.as_str(),
            found.gateway.as_str(),
            fee.get(),
            now,
        )
        .execute(tx.conn())
        .await?;
        record(tx, found, json!({ "status": next.as_str(), "gateway": found.gateway.as_str() }));
        announce::payment(tx, found.payment, EventKind::PaymentSucceeded).await?;
        Ok(SettledCharge::Paid)
    }

    async fn refused(
        &self,
        tx: &mut Tx,
        found: &Found,
        refusal: &Refusal,
    ) -> Result<SettledCharge, WorkError> {
        sqlx::query!(
            r#"
            update payment_attempt
            set status = 'refused', failure_code = $2, failure_reason = $3, elsewhere = $4,
                contacted_at = clock_timestamp(), ended_at = clock_timestamp(), last_contact = $3
            where id = $1
            "#,
            self.attempt.0,
            refusal.code,
            refusal.reason,
            refusal.elsewhere,
        )
        .execute(tx.conn())
        .await?;
        if refusal.elsewhere {
            record(
                tx,
                found,
                json!({ "refused_by": found.gateway.as_str(), "code": refusal.code, "reason": refusal.reason }),
            );
            return Ok(SettledCharge::Elsewhere);
        }
        fail(tx, found.payment, found.state, &refusal.code, &refusal.reason).await?;
        record(
            tx,
            found,
            json!({ "status": "FAILED", "failure_code": refusal.code, "reason": refusal.reason }),
        );
        announce::payment(tx, found.payment, EventKind::PaymentFailed).await?;
        Ok(SettledCharge::Failed)
    }
}

/// For an admin; told again it is nothing new.
async fn contradicted(tx: &mut Tx, found: &Found, what: &str) -> Result<(), WorkError> {
    if discrepancy::open(tx, found.payment, what).await? {
        record(tx, found, json!({ "contradiction": true }));
    } else {
        tx.nothing_happened();
    }
    Ok(())
}

fn record(tx: &mut Tx, found: &Found, after: serde_json::Value) {
    tx.record(
        Record::of("payment", found.payment.0)
            .before(json!({ "status": found.state.as_str() }))
            .after(after)
            .tells(found.merchant.0),
    );
}

/// What cannot be true together with what we know, in a sentence for an admin.
fn contradiction(found: &Found, said: &Charged) -> Option<String> {
    let gateway = found.gateway.words();
    match (found.attempt_status.as_str(), said) {
        ("taken", Charged::Refused(refusal)) => {
            Some(format!("It is recorded as paid; {gateway} says that it was refused ({}).", refusal.code))
        }
        ("refused", Charged::Taken { gateway_reference }) => Some(format!(
            "It is recorded as refused; {gateway} says that the money was taken ({gateway_reference})."
        )),
        ("taken", Charged::Taken { gateway_reference })
            if found.gateway_reference.as_ref() != Some(gateway_reference) =>
        {
            Some(format!(
                "It is recorded under another reference of {gateway}; now it says {gateway_reference}."
            ))
        }
        _ => None,
    }
}

pub(super) async fn fail(
    tx: &mut Tx,
    payment: PaymentId,
    was: PaymentState,
    code: &str,
    reason: &str,
) -> Result<(), WorkError> {
    let next = was.fail().map_err(|_| WorkError::Broken("a payment fails out of turn"))?;
    let now = tx.now();
    sqlx::query!(
        "update payment set status = $2, failure_code = $3, failure_reason = $4, updated_at = $5 where id = $1",
        payment.0,
        next.as_str(),
        code,
        reason,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
