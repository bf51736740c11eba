//! What an admin does about a refund that a gateway refuses. There is no button for one whose outcome is not known: only
//! asking the gateway resolves that.

use super::{
    announce,
    purchase::write_refunded,
    rows::{amount, refund_state, state},
};
use crate::{
    actor::Admin,
    id::{MerchantId, PaymentId, PersonId, RefundId},
    job::{JobKind, pg::enqueue},
    ledger::pg::{lock_merchant, post},
    payment::{PaymentState, RefundState, error::PaymentRefused, postings},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;
use uuid::Uuid;

/// Has it sent again, under a new reference: a gateway answers a used one alike for ever.
pub struct RetryRefund {
    pub admin: Admin,
    pub refund: RefundId,
    pub meta: Meta,
}

/// Gives it up: the merchant has its money back, and the payment can be refunded anew.
pub struct CallOffRefund {
    pub admin: Admin,
    pub refund: RefundId,
    pub meta: Meta,
}

/// A refund that a gateway has refused, locked behind its payment.
struct RefusedRefund {
    payment: PaymentId,
    merchant: MerchantId,
    amount: i64,
    payment_amount: i64,
    payment_state: PaymentState,
    reserved: i64,
    refunded: i64,
}

async fn refused(
    tx: &mut Tx,
    refund: RefundId,
    wanted: RefundState,
) -> Result<RefusedRefund, Failure<PaymentRefused>> {
    let payment = sqlx::query_scalar!("select payment_id from refund where id = $1", refund.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(PaymentRefused::NotFound))?;
    let of = sqlx::query!(
        "select amount_paise, status, reserved_paise, refunded_paise from payment where id = $1 for no key update",
        payment,
    )
    .fetch_one(tx.conn())
    .await?;
    let row = sqlx::query!(
        "select merchant_id, amount_paise, status, failure_code from refund where id = $1 for no key update",
        refund.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let current = refund_state(&row.status)?;
    if current != RefundState::Approved || row.failure_code.is_none() {
        return Err(refuse(PaymentRefused::Refund { current, requested: wanted }));
    }
    Ok(RefusedRefund {
        payment: PaymentId(payment),
        merchant: MerchantId(row.merchant_id),
        amount: row.amount_paise,
        payment_amount: of.amount_paise,
        payment_state: state(&of.status)?,
        reserved: of.reserved_paise,
        refunded: of.refunded_paise,
    })
}

impl Command for RetryRefund {
    const NAME: &'static str = "refund.retry";
    type Output = PaymentId;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<PaymentId, Failure<PaymentRefused>> {
        let found = refused(tx, self.refund, RefundState::Approved).await?;
        let now = tx.now();
        sqlx::query!(
            r#"
            update refund set reference = $2, old_references = old_references || reference, sends = 0, gateway_reference = null, failure_code = null, failure_reason = null, updated_at = $3
            where id = $1
            "#,
            self.refund.0,
            Uuid::now_v7(),
            now,
        )
        .execute(tx.conn())
        .await?;
        enqueue(tx, JobKind::RefundAdvance, self.refund.0).await?;
        tx.record(
            Record::of("payment", found.payment.0)
                .after(json!({ "refund": self.refund, "refund_status": "RETRIED" }))
                .tells(found.merchant.0),
        );
        Ok(found.payment)
    }
}

impl Command for CallOffRefund {
    const NAME: &'static str = "refund.call_off";
    type Output = PaymentId;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<PaymentId, Failure<PaymentRefused>> {
        let found = refused(tx, self.refund, RefundState::Cancelled).await?;
        let (accounts, _) = lock_merchant(tx, found.merchant, None).await?;
        let entry = postings::refund_returned(self.refund, accounts, amount(found.amount)?)
            .map_err(|_| WorkError::Broken("a refund does not balance"))?;
        post(tx, &entry).await?;
        let now = tx.now();
        sqlx::query!(
            "update refund set status = $2, updated_at = $3 where id = $1",
            self.refund.0,
            RefundState::Cancelled.as_str(),
            now,
        )
        .execute(tx.conn())
        .await?;
        let reserved = found.reserved.saturating_sub(found.amount);
        write_refunded(
            tx,
            found.payment,
            found.payment_state,
            found.payment_amount,
            reserved,
            found.refunded,
        )
        .await?;
        tx.record(
            Record::of("payment", found.payment.0)
                .after(json!({ "refund": self.refund, "refund_status": "CANCELLED", "amount": found.amount }))
                .tells(found.merchant.0),
        );
        announce::refund(tx, self.refund, EventKind::RefundCancelled).await?;
        Ok(found.payment)
    }
}
