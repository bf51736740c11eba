//! After a gateway has said what became of a refund.

use super::{
    announce, discrepancy,
    purchase::{announce_refunded, write_refunded},
    rows::{amount, gateway, refund_state, state},
    settle::NeverRefused,
};
use crate::{
    gateway::{GatewayName, Refunded},
    id::{MerchantId, PaymentId, PersonId, RefundId},
    ledger::{
        account::clearing,
        pg::{lock_merchant, post},
    },
    payment::{PaymentState, RefundState, postings},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError},
};
use serde_json::json;

/// What a gateway said of a refund, when it was asked.
pub struct SettleRefund {
    pub refund: RefundId,
    /// By which it was asked: a refusal of an older one says nothing of this one.
    pub reference: RefundId,
    pub said: Refunded,
    pub meta: Meta,
}

struct Found {
    payment: PaymentId,
    merchant: MerchantId,
    gateway: GatewayName,
    amount: i64,
    state: RefundState,
    reference: RefundId,
    /// By this reference.
    sends: i32,
    payment_amount: i64,
    payment_state: PaymentState,
    reserved: i64,
    refunded: i64,
}

impl Command for SettleRefund {
    const NAME: &'static str = "refund.settle";
    /// Whether anything came of it.
    type Output = bool;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<NeverRefused>> {
        let Some(found) = find(tx, self.refund).await? else {
            tx.nothing_happened();
            return Ok(false);
        };
        if let Some(what) = contradiction(&found, &self.said, self.reference) {
            if discrepancy::open(tx, found.payment, &what).await? {
                tx.record(Record::of("payment", found.payment.0).after(json!({ "contradiction": true })));
            } else {
                tx.nothing_happened();
            }
            return Ok(false);
        }
        if found.state != RefundState::Approved
            || !(found.reference == self.reference || self.is_older(&found))
        {
            tx.nothing_happened();
            return Ok(false);
        }
        match &self.said {
            Refunded::Unknown { .. } => {
                tx.nothing_happened();
                Ok(false)
            }
            Refunded::Done { gateway_reference } => {
                self.done(tx, &found, gateway_reference).await?;
                Ok(true)
            }
            Refunded::Refused(refusal) => {
                self.refused(tx, &found, &refusal.code, &refusal.reason).await?;
                Ok(true)
            }
        }
    }
}

/// The payment is locked before its refunds, as everybody does.
async fn find(tx: &mut Tx, refund: RefundId) -> Result<Option<Found>, WorkError> {
    let Some(payment) = sqlx::query_scalar!("select payment_id from refund where id = $1", refund.0)
        .fetch_optional(tx.conn())
        .await?
    else {
        return Ok(None);
    };
    let of = sqlx::query!(
        "select amount_paise, status, reserved_paise, refunded_paise from payment where id = $1 for no key update",
        payment,
    )
    .fetch_one(tx.conn())
    .await?;
    let row = sqlx::query!(
        r#"
        select r.merchant_id, r.amount_paise, r.status, r.reference, r.sends, a.gateway
        from refund r join payment_attempt a on a.id = r.attempt_id where r.id = $1 for no key update of r
        "#,
        refund.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Found {
            payment: PaymentId(payment),
            merchant: MerchantId(row.merchant_id),
            gateway: gateway(&row.gateway)?,
            amount: row.amount_paise,
            state: refund_state(&row.status)?,
            reference: RefundId(row.reference),
            sends: row.sends,
            payment_amount: of.amount_paise,
            payment_state: state(&of.status)?,
            reserved: of.reserved_paise,
            refunded: of.refunded_paise,
        })
    })
    .transpose()
}

/// What cannot be true together with what we know, in a sentence for an admin.
fn contradiction(found: &Found, said: &Refunded, asked: RefundId) -> Option<String> {
    let gateway = found.gateway.words();
    match (found.state, said) {
        (RefundState::Cancelled | RefundState::Rejected, Refunded::Done { gateway_reference }) => {
            Some(format!(
                "A refund is recorded as called off; {gateway} says that it went back ({gateway_reference})."
            ))
        }
        (RefundState::Completed, Refunded::Refused(refusal)) if found.reference == asked => Some(format!(
            "A refund is recorded as done; {gateway} says that it was refused ({}).",
            refusal.code
        )),
        (RefundState::Approved | RefundState::Completed, Refunded::Done { gateway_reference })
            if found.reference != asked && (found.sends > 0 || found.state == RefundState::Completed) =>
        {
            Some(format!(
                "A refund that was refused and sent anew went back after all, says {gateway} ({gateway_reference})."
            ))
        }
        _ => None,
    }
}

impl SettleRefund {
    /// It went back by a reference under which it was said to be refused, and nothing was sent since.
    fn is_older(&self, found: &Found) -> bool {
        found.sends == 0 && matches!(self.said, Refunded::Done { .. })
    }

    async fn done(&self, tx: &mut Tx, found: &Found, gateway_reference: &str) -> Result<(), WorkError> {
        let (accounts, _) = lock_merchant(tx, found.merchant, None).await?;
        let back = amount(found.amount)?;
        let entry = postings::refund_settled(self.refund, accounts, clearing(found.gateway), back)
            .map_err(|_| WorkError::Broken("a refund does not balance"))?;
        post(tx, &entry).await?;
        let now = tx.now();
        sqlx::query!(
            r#"
            update refund
            set status = $2, gateway_reference = $3, failure_code = null, failure_reason = null,
                contacted_at = clock_timestamp(), last_contact = 'The money went back.', updated_at = $4
            where id = $1
            "#,
            self.refund.0,
            RefundState::Completed.as_str(),
            gateway_reference,
            now,
        )
        .execute(tx.conn())
        .await?;
        let refunded = found.refunded.saturating_add(found.amount);
        let next = write_refunded(
            tx,
            found.payment,
            found.payment_state,
            found.payment_amount,
            found.reserved,
            refunded,
        )
        .await?;
        tx.record(
            Record::of("payment", found.payment.0)
                .before(json!({ "status": found.payment_state.as_str() }))
                .after(json!({ "status": next.as_str(), "refund": self.refund, "refund_status": "COMPLETED", "amount": back.get() }))
                .tells(found.merchant.0),
        );
        announce::refund(tx, self.refund, EventKind::RefundCompleted).await?;
        announce_refunded(tx, found.payment, next).await
    }

    /// It stays as it is, with the money set aside, until an admin has looked.
    async fn refused(&self, tx: &mut Tx, found: &Found, code: &str, reason: &str) -> Result<(), WorkError> {
        let now = tx.now();
        sqlx::query!(
            r#"
            update refund set failure_code = $2, failure_reason = $3, contacted_at = clock_timestamp(), last_contact = $3, updated_at = $4
            where id = $1
            "#,
            self.refund.0,
            code,
            reason,
            now,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("payment", found.payment.0)
                .after(json!({ "refund": self.refund, "refund_status": "REFUSED", "code": code, "reason": reason }))
                .tells(found.merchant.0),
        );
        announce::refund(tx, self.refund, EventKind::RefundFailed).await
    }
}
