//! Before a gateway is asked to give back: what the job finds, and the commitment to send it.

use super::rows::{amount, gateway, refund_state};
use crate::{
    explain::{Explain, Explanation},
    gateway::{GatewayName, RefundOrder},
    id::{AttemptId, PersonId, RefundId},
    payment::RefundState,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

/// A refund as the job that looks after it finds it.
#[derive(Clone, Debug)]
pub struct OpenRefund {
    pub gateway: GatewayName,
    pub order: RefundOrder,
    pub sends: u32,
    /// The same by the references under which it was refused before. Asked about before it is sent anew.
    pub refused: Vec<RefundOrder>,
}

/// `None`: there is nothing to do. It is no more on its way, waits for an admin, or went to a wallet at once.
pub async fn refund_order(pool: &PgPool, refund: RefundId) -> Result<Option<OpenRefund>, WorkError> {
    let row = sqlx::query!(
        r#"
        select r.status, r.amount_paise, r.reference, r.old_references, r.sends, r.gateway_reference, r.failure_code,
               a.id as attempt, a.gateway, a.gateway_reference as charge_reference
        from refund r join payment_attempt a on a.id = r.attempt_id where r.id = $1
        "#,
        refund.0,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if refund_state(&row.status)? != RefundState::Approved || row.failure_code.is_some() {
        return Ok(None);
    }
    let charge_reference =
        row.charge_reference.ok_or(WorkError::Broken("a try that was taken lacks its reference"))?;
    let order = RefundOrder {
        reference: RefundId(row.reference),
        amount: amount(row.amount_paise)?,
        charge: AttemptId(row.attempt),
        charge_reference,
        gateway_reference: row.gateway_reference,
    };
    let by_old =
        |old: Uuid| RefundOrder { reference: RefundId(old), gateway_reference: None, ..order.clone() };
    Ok(Some(OpenRefund {
        gateway: gateway(&row.gateway)?,
        refused: row.old_references.into_iter().map(by_old).collect(),
        order,
        sends: u32::try_from(row.sends).unwrap_or_default(),
    }))
}

/// Writes down that the gateway was asked and did not say how it ended. No event: nothing changed.
pub async fn note_refund_contact(
    pool: &PgPool,
    refund: RefundId,
    gateway_reference: Option<&str>,
    said: &str,
) -> Result<(), WorkError> {
    let said: String = said.chars().filter(|c| *c != '\0').take(300).collect();
    sqlx::query!(
        r#"
        update refund set last_contact = $2, contacted_at = clock_timestamp(), gateway_reference = coalesce(gateway_reference, $3)
        where id = $1 and status = 'APPROVED'
        "#,
        refund.0,
        said,
        gateway_reference,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Commits to sending it, for the first time or again. The gateway knows its reference: sent twice it goes back once.
pub struct SendRefund {
    pub refund: RefundId,
    /// What it was to be sent by when that was decided.
    pub reference: RefundId,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendRefundRefused {
    #[error("it has moved on")]
    MovedOn,
}

impl Explain for SendRefundRefused {
    fn explain(&self) -> Explanation {
        Explanation::internal()
    }
}

impl Command for SendRefund {
    const NAME: &'static str = "refund.send";
    type Output = ();
    type Refusal = SendRefundRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<SendRefundRefused>> {
        let row = sqlx::query!(
            r#"
            update refund set sends = sends + 1, sent_at = clock_timestamp()
            where id = $1 and reference = $2 and status = 'APPROVED' and failure_code is null
            returning merchant_id, sends
            "#,
            self.refund.0,
            self.reference.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(SendRefundRefused::MovedOn))?;
        if row.sends == 1 {
            tx.record(Record::of("refund", self.refund.0).after(json!({ "sends": row.sends })));
        } else {
            tx.nothing_happened();
        }
        Ok(())
    }
}
