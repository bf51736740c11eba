use super::{
    announce,
    rows::state,
    settle::{NeverRefused, fail},
};
use crate::{
    id::{PaymentId, PersonId},
    payment::PaymentState,
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx},
};
use serde_json::json;

/// No gateway is left to be asked: the payment failed by the last refusal.
pub struct GiveUp {
    pub payment: PaymentId,
    pub meta: Meta,
}

impl Command for GiveUp {
    const NAME: &'static str = "payment.give_up";
    /// Whether it was given up by this.
    type Output = bool;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<NeverRefused>> {
        let row = sqlx::query!(
            "select merchant_id, status from payment where id = $1 for no key update",
            self.payment.0
        )
        .fetch_optional(tx.conn())
        .await?;
        let Some(row) = row else {
            tx.nothing_happened();
            return Ok(false);
        };
        let was = state(&row.status)?;
        let last = sqlx::query!(
            "select status, failure_code, failure_reason from payment_attempt where payment_id = $1 order by number desc limit 1",
            self.payment.0,
        )
        .fetch_optional(tx.conn())
        .await?;
        // One that may have been taken is never given up.
        let open = last.as_ref().is_some_and(|last| last.status != "refused");
        if was != PaymentState::Processing || open {
            tx.nothing_happened();
            return Ok(false);
        }
        let code = last.as_ref().and_then(|last| last.failure_code.clone());
        let reason = last.and_then(|last| last.failure_reason);
        let code = code.unwrap_or_else(|| "no_gateway".to_owned());
        let reason = reason.unwrap_or_else(|| "No gateway can take it at the moment.".to_owned());
        fail(tx, self.payment, was, &code, &reason).await?;
        tx.record(
            Record::of("payment", self.payment.0)
                .before(json!({ "status": was.as_str() }))
                .after(json!({ "status": "FAILED", "failure_code": code, "reason": reason }))
                .tells(row.merchant_id),
        );
        announce::payment(tx, self.payment, EventKind::PaymentFailed).await?;
        Ok(true)
    }
}
