//! Somebody asks for money back, and somebody else decides.

use super::{announce, create::of_merchant, purchase::lock_purchase, rows::refund_rows};
use crate::{
    actor::{Admin, Borrower, ForMerchant},
    explain::Explanation,
    id::{PaymentId, PersonId, RefundId},
    merchant::pg::must_be_active,
    money::PositivePaise,
    payment::{RefundState, body::RequestRefundBody, error::PaymentRefused, view::RefundView},
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

/// Who asks. What they may ask for is what they paid, what they sold, or anything.
#[derive(Clone, Copy, Debug)]
pub enum Requester {
    Payer(Borrower),
    Merchant(ForMerchant),
    Admin(Admin),
}

pub struct RequestRefund {
    requester: Requester,
    /// A payment, or the plan that paid it.
    transaction: Uuid,
    amount: PositivePaise,
    reason: String,
    claim: Claim,
    meta: Meta,
}

pub type RefundAsked = Replayable<RefundView>;

impl Requester {
    pub const fn person(self) -> PersonId {
        match self {
            Requester::Payer(borrower) => borrower.person(),
            Requester::Merchant(merchant) => merchant.by(),
            Requester::Admin(admin) => admin.person(),
        }
    }

    /// Of the keys.
    const fn scope(self) -> Uuid {
        match self {
            Requester::Payer(borrower) => borrower.person().0,
            Requester::Merchant(merchant) => merchant.merchant().0,
            Requester::Admin(admin) => admin.person().0,
        }
    }
}

impl RequestRefundBody {
    pub fn parse(
        &self,
        requester: Requester,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<RequestRefund, Explanation> {
        let (transaction, amount, reason) = self.read()?;
        let claim = Claim::new(requester.scope(), key, &(transaction, amount.get(), &reason));
        Ok(RequestRefund { requester, transaction, amount, reason, claim, meta })
    }
}

impl Command for RequestRefund {
    const NAME: &'static str = "refund.request";
    type Output = RefundAsked;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.requester.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<RefundAsked, Failure<PaymentRefused>> {
        let payment = self.purchase(tx).await?;
        let purchase = lock_purchase(tx, payment).await?;
        if let Requester::Merchant(merchant) = self.requester {
            must_be_active(tx, merchant.merchant()).await.map_err(of_merchant)?;
        }
        let amount = purchase.bounded(Some(self.amount))?;
        let (id, now) = (RefundId::new(), tx.now());
        let days =
            sqlx::query_scalar!("select refund_expires_days from plan_terms").fetch_one(tx.conn()).await?;
        let expires_at = TimeDelta::try_days(days.into()).and_then(|days| now.checked_add_signed(days));
        let reserved = purchase.reserved.saturating_add(amount.get().get());
        sqlx::query!(
            r#"
            with promised as (
              update payment set reserved_paise = $2, updated_at = $3 where id = $1
            )
            insert into refund (id, payment_id, merchant_id, amount_paise, status, reason, attempt_id, reference, transaction_id, plan_id,
                                requested_by, expires_at, payer_id, created_at, updated_at)
            values ($4, $1, $5, $6, 'PENDING', $7, $8, $4, $9, $10, $11, $12, $13, $3, $3)
            "#,
            payment.0,
            reserved,
            now,
            id.0,
            purchase.merchant.0,
            amount.get().get(),
            self.reason,
            purchase.attempt,
            self.transaction,
            purchase.plan.as_ref().map(|plan| plan.id.0),
            self.requester.person().0,
            expires_at.unwrap_or(now),
            purchase.payer.map(|payer| payer.0),
        )
        .execute(tx.conn())
        .await?;
        let view = refund_rows!("where r.id = $1", id.0).fetch_one(tx.conn()).await?.view()?;
        let mut record = Record::of("refund", id.0)
            .after(json!({ "status": RefundState::Pending, "amount": amount.get(), "payment": payment }))
            .tells(purchase.merchant.0);
        if let Some(payer) = purchase.payer {
            record = record.tells(payer.0);
        }
        tx.record(record);
        announce::refund(tx, id, EventKind::RefundCreated).await?;
        Ok(Replayable::first(tx, view)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<RefundAsked, WorkError> {
        Replayable::again(stored)
    }
}

impl RequestRefund {
    /// The payment that was meant, if the asker may ask for it; what is somebody else's does not exist.
    async fn purchase(&self, tx: &mut Tx) -> Result<PaymentId, Failure<PaymentRefused>> {
        let row = sqlx::query!(
            r#"
            select p.id as "id!", p.merchant_id, p.payer_id from payment p where p.id = $1
            union all
            select p.id, p.merchant_id, p.payer_id from plan q join payment p on p.id = q.payment_id where q.id = $1
            "#,
            self.transaction,
        )
        .fetch_optional(tx.conn())
        .await?
        .filter(|row| match self.requester {
            Requester::Payer(borrower) => row.payer_id == Some(borrower.person().0),
            Requester::Merchant(merchant) => row.merchant_id == Some(merchant.merchant().0),
            Requester::Admin(_) => true,
        })
        .ok_or(refuse(PaymentRefused::NotFound))?;
        Ok(PaymentId(row.id))
    }
}
