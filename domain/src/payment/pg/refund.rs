//! Money goes back to who paid. It is set aside at once, so that it cannot be paid out meanwhile.

use super::{
    announce,
    create::of_merchant,
    purchase::{From, Purchase, announce_refunded, credit, lock_purchase, may_owe, write_refunded},
    rows::payment_rows,
};
use crate::{
    actor::ForMerchant,
    explain::Explanation,
    id::{PaymentId, PersonId, RefundId},
    job::{JobKind, pg::enqueue},
    ledger::pg::{lock_merchant, post},
    merchant::{
        error::MerchantRefused,
        pg::{is_switched_on, must_be_active},
    },
    money::PositivePaise,
    payment::{
        PaymentState, RefundState, body::RefundBody, error::PaymentRefused, postings, view::PaymentView,
    },
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;

/// A merchant gives back part of a payment, or all that is left. Without an amount it can be repeated without a key:
/// what is left is given back once, and then nothing is.
pub struct RefundPayment {
    acting: ForMerchant,
    payment: PaymentId,
    /// `None`: all that is left.
    amount: Option<PositivePaise>,
    reason: Option<String>,
    claim: Option<Claim>,
    meta: Meta,
}

pub type RefundRequested = Replayable<PaymentView>;

impl RefundBody {
    pub fn parse(
        &self,
        acting: ForMerchant,
        payment: PaymentId,
        key: Option<IdempotencyKey>,
        meta: Meta,
    ) -> Result<RefundPayment, Explanation> {
        let (amount, reason) = self.read()?;
        if amount.is_some() && key.is_none() {
            return Err(IdempotencyKey::required());
        }
        let asked = (payment, amount.map(|amount| amount.get().get()), &reason);
        let claim = key.map(|key| Claim::new(acting.merchant().0, key, &asked));
        Ok(RefundPayment { acting, payment, amount, reason, claim, meta })
    }
}

impl Command for RefundPayment {
    const NAME: &'static str = "payment.refund";
    type Output = RefundRequested;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.acting.by())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        self.claim.clone()
    }

    async fn run(&self, tx: &mut Tx) -> Result<RefundRequested, Failure<PaymentRefused>> {
        let merchant = self.acting.merchant();
        // Whoever is switched off hears that first. It is looked at again under the lock, which is taken after the payment's,
        // as everybody does.
        if !is_switched_on(tx, merchant).await? {
            return Err(refuse(PaymentRefused::Merchant(MerchantRefused::Disabled)));
        }
        let own = sqlx::query_scalar!("select merchant_id from payment where id = $1", self.payment.0)
            .fetch_optional(tx.conn())
            .await?;
        if own != Some(merchant.0) {
            return Err(refuse(PaymentRefused::NotFound));
        }
        let purchase = lock_purchase(tx, self.payment).await?;
        must_be_active(tx, merchant).await.map_err(of_merchant)?;
        let is_paid = matches!(purchase.state, PaymentState::Success | PaymentState::Refunded);
        let all_again = self.amount.is_none() && self.claim.is_none() && is_paid && purchase.left() == 0;
        // What somebody asked for and nobody decided is not given back.
        if all_again && !self.somebody_waits(tx).await? {
            tx.nothing_happened();
            return self.answer(tx).await;
        }
        let amount = purchase.bounded(self.amount)?;
        self.give_back(tx, &purchase, amount).await?;
        self.answer(tx).await
    }

    fn replay(&self, stored: Vec<u8>) -> Result<RefundRequested, WorkError> {
        Replayable::again(stored)
    }
}

impl RefundPayment {
    async fn somebody_waits(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar!(
            r#"select exists (select from refund where payment_id = $1 and status = 'PENDING') as "waits!""#,
            self.payment.0
        )
        .fetch_one(tx.conn())
        .await
    }

    async fn give_back(
        &self,
        tx: &mut Tx,
        purchase: &Purchase,
        amount: PositivePaise,
    ) -> Result<(), Failure<PaymentRefused>> {
        let (id, now, merchant) = (RefundId::new(), tx.now(), self.acting.merchant());
        let (accounts, wallet) = lock_merchant(tx, merchant, purchase.payer).await?;
        may_owe(tx, &accounts, amount.get()).await?;
        let credited = if purchase.attempt.is_some() {
            let entry = postings::refund_held(id, accounts, amount)
                .map_err(|_| WorkError::Broken("a refund does not balance"))?;
            post(tx, &entry).await?;
            let reserved = purchase.reserved.saturating_add(amount.get().get());
            write_refunded(tx, self.payment, purchase.state, purchase.amount, reserved, purchase.refunded)
                .await?;
            None
        } else {
            let to = (accounts, wallet.map(|wallet| wallet.account));
            Some(credit(tx, purchase, id, amount, to, From::Available).await?)
        };
        let status = if credited.is_some() { RefundState::Completed } else { RefundState::Approved };
        sqlx::query!(
            r#"
            insert into refund (id, payment_id, merchant_id, amount_paise, status, reason, attempt_id, reference, transaction_id, plan_id,
                                to_plan_paise, to_wallet_paise, payer_id, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $1, $2, $9, $10, $11, $12, $8, $8)
            "#,
            id.0,
            self.payment.0,
            merchant.0,
            amount.get().get(),
            status.as_str(),
            self.reason,
            purchase.attempt,
            now,
            purchase.plan.as_ref().map(|plan| plan.id.0),
            credited.map(|credited| credited.to_plan.get()),
            credited.map(|credited| credited.to_wallet.get()),
            purchase.payer.map(|payer| payer.0),
        )
        .execute(tx.conn())
        .await?;
        let next = credited.map_or(purchase.state, |credited| credited.payment);
        let mut record = Record::of("payment", self.payment.0)
            .before(json!({ "status": purchase.state.as_str() }))
            .after(json!({ "status": next.as_str(), "refund": id, "refund_status": status.as_str(), "amount": amount.get() }))
            .tells(merchant.0);
        if let Some(payer) = purchase.payer {
            record = record.tells(payer.0);
        }
        tx.record(record);
        announce::refund(tx, id, EventKind::RefundCreated).await?;
        if credited.is_some() {
            announce::refund(tx, id, EventKind::RefundCompleted).await?;
            announce_refunded(tx, self.payment, next).await?;
        } else {
            enqueue(tx, JobKind::RefundAdvance, id.0).await?;
        }
        Ok(())
    }

    async fn answer(&self, tx: &mut Tx) -> Result<RefundRequested, Failure<PaymentRefused>> {
        let row = payment_rows!("where p.id = $1", self.payment.0).fetch_one(tx.conn()).await?;
        let view = row.view()?;
        if self.claim.is_some() {
            return Ok(Replayable::first(tx, view)?);
        }
        let body =
            serde_json::to_vec(&view).map_err(|_| WorkError::Broken("an answer could not be written"))?;
        Ok(Replayable { value: view, body, replayed: false })
    }
}
