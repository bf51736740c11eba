//! What a gateway told by itself, and what it is about.

use super::rows::{amount, gateway};
use crate::{
    gateway::{AboutCharge, GatewayName, RefundOrder, Subject},
    id::{AttemptId, PaymentId, RefundId, WebhookInId},
    work::WorkError,
};
use sqlx::PgPool;
use uuid::Uuid;

/// What was kept of it, raw.
#[derive(Clone, Debug)]
pub struct Received {
    /// `bank`, or a gateway's name.
    pub source: String,
    pub body: Vec<u8>,
    /// Nothing was made of it yet.
    pub is_new: bool,
}

pub async fn received(pool: &PgPool, webhook: WebhookInId) -> Result<Option<Received>, WorkError> {
    let row = sqlx::query!("select source, body, status from webhook_in where id = $1", webhook.0)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| Received { source: row.source, body: row.body, is_new: row.status == "received" }))
}

/// What of ours a notice is about.
#[derive(Clone, Debug)]
pub enum About {
    /// `open`: it has not ended here.
    Charge {
        payment: PaymentId,
        about: AboutCharge,
        open: bool,
    },
    Refund(AboutRefund),
}

#[derive(Clone, Debug)]
pub struct AboutRefund {
    pub refund: RefundId,
    pub payment: PaymentId,
    pub order: RefundOrder,
    /// It was sent, and was neither refused nor called off. Any other is only asked about: sending must never revive one.
    pub may_be_sent: bool,
}

/// Only what was sent to this gateway: another's notice about it is about nothing.
pub async fn about(pool: &PgPool, from: GatewayName, subject: &Subject) -> Result<Option<About>, WorkError> {
    match subject {
        Subject::Charge { reference, gateway_reference } => {
            charge(pool, from, reference.map(|id| id.0), gateway_reference.as_deref()).await
        }
        Subject::Refund { reference, gateway_reference } => {
            refund(pool, from, reference.map(|id| id.0), gateway_reference.as_deref()).await
        }
        Subject::Other => Ok(None),
    }
}

async fn charge(
    pool: &PgPool,
    from: GatewayName,
    reference: Option<Uuid>,
    theirs: Option<&str>,
) -> Result<Option<About>, WorkError> {
    let row = sqlx::query!(
        r#"
        select a.id, a.payment_id, a.gateway_reference, a.status, p.amount_paise
        from payment_attempt a join payment p on p.id = a.payment_id
        where a.gateway = $1 and (a.id = $2 or ($2::uuid is null and a.gateway_reference = $3))
        "#,
        from.as_str(),
        reference,
        theirs,
    )
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        let about = AboutCharge {
            reference: AttemptId(row.id),
            amount: amount(row.amount_paise)?,
            gateway_reference: row.gateway_reference,
        };
        Ok(About::Charge { payment: PaymentId(row.payment_id), about, open: row.status == "open" })
    })
    .transpose()
}

async fn refund(
    pool: &PgPool,
    from: GatewayName,
    reference: Option<Uuid>,
    theirs: Option<&str>,
) -> Result<Option<About>, WorkError> {
    // One that was refused and sent anew has had other references.
    let row = sqlx::query!(
        r#"
        select r.id, r.payment_id, r.reference, r.amount_paise, r.gateway_reference, r.status, r.sends, r.failure_code, a.id as attempt, a.gateway, a.gateway_reference as charge_reference
        from refund r join payment_attempt a on a.id = r.attempt_id
        where a.gateway = $1
          and (r.reference = $2 or (r.old_references <> '{}' and r.old_references @> array[$2::uuid])
               or ($2::uuid is null and r.gateway_reference = $3))
        limit 1
        "#,
        from.as_str(),
        reference,
        theirs,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    gateway(&row.gateway)?;
    let Some(charge_reference) = row.charge_reference else { return Ok(None) };
    let lives = matches!(row.status.as_str(), "APPROVED" | "COMPLETED") && row.failure_code.is_none();
    let of = RefundId(reference.unwrap_or(row.reference));
    let is_current = of.0 == row.reference;
    Ok(Some(About::Refund(AboutRefund {
        may_be_sent: lives && is_current && row.sends > 0,
        refund: RefundId(row.id),
        payment: PaymentId(row.payment_id),
        order: RefundOrder {
            reference: of,
            amount: amount(row.amount_paise)?,
            charge: AttemptId(row.attempt),
            charge_reference,
            gateway_reference: if is_current { row.gateway_reference } else { theirs.map(str::to_owned) },
        },
    })))
}

/// Writes down what became of it: `ignored` says why nothing did.
pub async fn note_notice(
    pool: &PgPool,
    webhook: WebhookInId,
    subject: Option<Uuid>,
    ignored: Option<&str>,
) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        update webhook_in set status = case when $3::text is null then 'applied' else 'ignored' end, note = $3, subject_id = $2, applied_at = clock_timestamp()
        where id = $1 and status = 'received'
        "#,
        webhook.0,
        subject,
        ignored,
    )
    .execute(pool)
    .await?;
    Ok(())
}
