//! Before a gateway is asked: that we are about to is written down and committed first, so that a crash at any instant
//! leaves a try that is known to have been sent perhaps, and is therefore asked about.

use super::{
    announce,
    rows::{amount, gateway, state},
    switches,
};
use crate::{
    explain::{Explain, Explanation},
    gateway::{AboutCharge, Charge, GatewayName, Way},
    id::{AttemptId, MerchantId, PaymentId, PersonId},
    payment::{
        PaymentState,
        next::{Known, OpenTry},
        route::Candidate,
    },
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgPool;

/// A payment as the job that looks after it finds it.
#[derive(Clone, Debug)]
pub struct Looked {
    pub known: Known,
    pub merchant: MerchantId,
    /// The try that has not ended: at which gateway, and what is asked about.
    pub open: Option<(GatewayName, AboutCharge)>,
    /// Where it was refused.
    pub tried: Vec<GatewayName>,
    /// Of the try that has not ended, or of all: for pauses that grow.
    pub enquiries: u32,
    /// When the last try ended, in real time.
    pub last_ended_at: Option<DateTime<Utc>>,
}

/// What is known of a payment now; `None` where there is none.
pub async fn known(pool: &PgPool, payment: PaymentId) -> Result<Option<Looked>, WorkError> {
    let Some(row) = sqlx::query!(
        "select merchant_id, status, amount_paise, return_url from payment where id = $1",
        payment.0
    )
    .fetch_optional(pool)
    .await?
    else {
        return Ok(None);
    };
    let tries = sqlx::query!(
        r#"
        select id, gateway, status, sends, enquiries, gateway_reference, customer_url, started_at, ended_at
        from payment_attempt where payment_id = $1 order by number
        "#,
        payment.0,
    )
    .fetch_all(pool)
    .await?;
    let mut tried = Vec::new();
    let (mut open, mut open_try, mut enquiries) = (None, None, 0);
    for one in &tries {
        let name = gateway(&one.gateway)?;
        if one.status == "refused" {
            tried.push(name);
        }
        if one.status == "open" {
            let about = AboutCharge {
                reference: AttemptId(one.id),
                amount: amount(row.amount_paise)?,
                gateway_reference: one.gateway_reference.clone(),
            };
            open = Some((name, about));
            let sends = u32::try_from(one.sends).unwrap_or_default();
            open_try = Some(OpenTry { sends, started_at: one.started_at, waits: one.customer_url.is_some() });
            enquiries = u32::try_from(one.enquiries).unwrap_or_default();
        }
    }
    let known = Known { state: state(&row.status)?, hosted: row.return_url.is_some(), open: open_try };
    let last_ended_at = tries.last().and_then(|last| last.ended_at);
    let merchant = MerchantId(row.merchant_id);
    Ok(Some(Looked { known, merchant, open, tried, enquiries, last_ended_at }))
}

/// Where a payment may be tried now, as the admins' switches stand.
pub async fn candidates(
    pool: &PgPool,
    merchant: MerchantId,
    configured: &[GatewayName],
    tried: &[GatewayName],
) -> Result<Vec<Candidate>, WorkError> {
    let mut conn = pool.acquire().await?;
    switches::candidates(&mut conn, merchant, configured, tried).await
}

/// Writes down that the gateway was asked and did not say how it ended, or that it could not be asked now. No event:
/// nothing changed.
pub async fn note_contact(
    pool: &PgPool,
    attempt: AttemptId,
    was_asked: bool,
    gateway_reference: Option<&str>,
    said: &str,
) -> Result<(), WorkError> {
    let said: String = said.chars().filter(|c| *c != '\0').take(300).collect();
    sqlx::query!(
        r#"
        update payment_attempt
        set last_contact = $2, contacted_at = case when $3 then clock_timestamp() else contacted_at end,
            enquiries = enquiries + case when $3 then 1 else 0 end, gateway_reference = coalesce(gateway_reference, $4)
        where id = $1 and status = 'open'
        "#,
        attempt.0,
        said,
        was_asked,
        gateway_reference,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Commits to sending a payment to a gateway, for the first time or, where it is there already, again.
pub struct Begin {
    pub payment: PaymentId,
    pub gateway: GatewayName,
    /// What was known when that was decided: whoever comes second decides anew.
    pub open: Option<(AttemptId, u32)>,
    pub tries_before: usize,
    pub meta: Meta,
}

/// What was committed, and what the gateway is asked to do.
#[derive(Clone, Debug)]
pub struct Begun {
    pub charge: Charge,
    /// How often it has been sent now, this time included.
    pub sends: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginRefused {
    /// Somebody else was here meanwhile, or it came to its end.
    #[error("it has moved on")]
    MovedOn,
}

impl Explain for BeginRefused {
    fn explain(&self) -> Explanation {
        Explanation::internal()
    }
}

impl Command for Begin {
    const NAME: &'static str = "payment.begin";
    type Output = Begun;
    type Refusal = BeginRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Begun, Failure<BeginRefused>> {
        let row = sqlx::query!(
            r#"
            select p.merchant_id, m.name as merchant_name, p.amount_paise, p.status, p.way, p.description, p.return_url
            from payment p join merchant m on m.id = p.merchant_id where p.id = $1 for no key update of p
            "#,
            self.payment.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(BeginRefused::MovedOn))?;
        let was = state(&row.status)?;
        let hosted = row.return_url.is_some();
        let may = match was {
            PaymentState::Created => !hosted,
            PaymentState::Processing => true,
            PaymentState::Success | PaymentState::Failed | PaymentState::Refunded => false,
        };
        if !may {
            return Err(refuse(BeginRefused::MovedOn));
        }
        let way = row.way.as_deref().and_then(Way::parse).unwrap_or(Way::Card);
        let (attempt, sends, gateway_reference) = match self.open {
            Some(open) => self.again(tx, open).await?,
            None => {
                let (attempt, sends) = self.first(tx, way).await?;
                (attempt, sends, None)
            }
        };
        let now = tx.now();
        sqlx::query!(
            "update payment set status = 'PROCESSING', way = $2, gateway = $3, updated_at = $4 where id = $1",
            self.payment.0,
            way.as_str(),
            self.gateway.as_str(),
            now,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("payment", self.payment.0)
                .before(json!({ "status": was.as_str() }))
                .after(json!({ "status": "PROCESSING", "gateway": self.gateway.as_str(), "sends": sends }))
                .tells(row.merchant_id),
        );
        if was == PaymentState::Created {
            announce::payment(tx, self.payment, EventKind::PaymentProcessing).await?;
        }
        let description = match row.description {
            Some(description) => format!("{}: {description}", row.merchant_name),
            None => row.merchant_name,
        };
        Ok(Begun {
            charge: Charge {
                reference: attempt,
                amount: amount(row.amount_paise)?,
                way,
                description: description.chars().take(200).collect(),
                // So that the page knows that its customer has been there.
                return_url: hosted.then(|| format!("{}?back=1", super::rows::checkout_url(self.payment.0))),
                gateway_reference,
            },
            sends,
        })
    }
}

impl Begin {
    async fn first(&self, tx: &mut Tx, way: Way) -> Result<(AttemptId, u32), Failure<BeginRefused>> {
        let number = i16::try_from(self.tries_before.saturating_add(1))
            .map_err(|_| WorkError::Broken("a payment was tried too often"))?;
        let id = AttemptId::new();
        // The unique numbers and the one open try make of two that decide the same at once one.
        let new = sqlx::query!(
            r#"
            insert into payment_attempt (id, payment_id, number, gateway, way, sends, sent_at) values ($1, $2, $3, $4, $5, 1, clock_timestamp())
            on conflict do nothing
            "#,
            id.0,
            self.payment.0,
            number,
            self.gateway.as_str(),
            way.as_str(),
        )
        .execute(tx.conn())
        .await?;
        if new.rows_affected() == 0 {
            return Err(refuse(BeginRefused::MovedOn));
        }
        Ok((id, 1))
    }

    async fn again(
        &self,
        tx: &mut Tx,
        (attempt, sends): (AttemptId, u32),
    ) -> Result<(AttemptId, u32, Option<String>), Failure<BeginRefused>> {
        let now = sqlx::query!(
            r#"
            update payment_attempt set sends = sends + 1, sent_at = clock_timestamp()
            where id = $1 and payment_id = $2 and status = 'open' and sends = $3 returning sends, gateway_reference
            "#,
            attempt.0,
            self.payment.0,
            i32::try_from(sends).unwrap_or(i32::MAX),
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(BeginRefused::MovedOn))?;
        Ok((attempt, u32::try_from(now.sends).unwrap_or_default(), now.gateway_reference))
    }
}
