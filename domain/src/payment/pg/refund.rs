//! Money goes back to who paid. It is set aside at once, so that it cannot be paid out meanwhile.

use super::{
    announce,
    create::of_merchant,
    rows::{amount, payment_rows, state},
};
use crate::{
    actor::ForMerchant,
    explain::Explanation,
    id::{PaymentId, PersonId, RefundId},
    job::{JobKind, pg::enqueue},
    ledger::{
        merchant::MerchantAccounts,
        pg::{lock_merchant, post},
    },
    merchant::{
        error::MerchantRefused,
        pg::{is_switched_on, must_be_active},
    },
    money::{Paise, PositivePaise},
    payment::{
        PaymentState, RefundState, body::RefundBody, error::PaymentRefused, postings, view::PaymentView,
    },
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;
use uuid::Uuid;

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

/// The payment as it is locked.
struct Paid {
    state: PaymentState,
    amount: i64,
    reserved: i64,
    refunded: i64,
    /// The try that took it; `None`: it came from a wallet.
    attempt: Option<Uuid>,
    payer: Option<PersonId>,
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
        let paid = self.paid(tx).await?;
        must_be_active(tx, merchant).await.map_err(of_merchant)?;
        let left = paid.amount.saturating_sub(paid.reserved);
        let all_again = self.amount.is_none() && self.claim.is_none() && left == 0;
        match paid.state {
            PaymentState::Success | PaymentState::Refunded if all_again => {
                tx.nothing_happened();
                return self.answer(tx).await;
            }
            PaymentState::Success => {}
            current => return Err(refuse(PaymentRefused::state(current, PaymentState::Refunded))),
        }
        let requested = self.amount.map_or(left, |amount| amount.get().get());
        if requested > left || left == 0 {
            let (left, requested) = (Paise::new(left), Paise::new(requested));
            return Err(refuse(PaymentRefused::ExceedsRefundable { left, requested }));
        }
        self.give_back(tx, &paid, amount(requested)?).await?;
        self.answer(tx).await
    }

    fn replay(&self, stored: Vec<u8>) -> Result<RefundRequested, WorkError> {
        Replayable::again(stored)
    }
}

impl RefundPayment {
    async fn paid(&self, tx: &mut Tx) -> Result<Paid, Failure<PaymentRefused>> {
        let row = sqlx::query!(
            r#"
            select status, amount_paise, reserved_paise, refunded_paise, payer_id from payment
            where id = $1 and merchant_id = $2 for no key update
            "#,
            self.payment.0,
            self.acting.merchant().0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(PaymentRefused::NotFound))?;
        let attempt = sqlx::query_scalar!(
            "select id from payment_attempt where payment_id = $1 and status = 'taken'",
            self.payment.0
        )
        .fetch_optional(tx.conn())
        .await?;
        Ok(Paid {
            state: state(&row.status)?,
            amount: row.amount_paise,
            reserved: row.reserved_paise,
            refunded: row.refunded_paise,
            attempt,
            payer: row.payer_id.map(PersonId),
        })
    }

    async fn give_back(
        &self,
        tx: &mut Tx,
        paid: &Paid,
        amount: PositivePaise,
    ) -> Result<(), Failure<PaymentRefused>> {
        let (id, now, merchant) = (RefundId::new(), tx.now(), self.acting.merchant());
        let (accounts, wallet) = lock_merchant(tx, merchant, paid.payer).await?;
        may_owe(tx, &accounts, amount.get()).await?;
        let at_once = paid.attempt.is_none();
        let entry = if at_once {
            let wallet = wallet.ok_or(WorkError::Broken("who paid from a wallet has none"))?;
            postings::refund_to_wallet(id, accounts, wallet.account, amount)
        } else {
            postings::refund_held(id, accounts, amount)
        };
        post(tx, &entry.map_err(|_| WorkError::Broken("a refund does not balance"))?).await?;
        let status = if at_once { RefundState::Completed } else { RefundState::Approved };
        sqlx::query!(
            r#"
            insert into refund (id, payment_id, merchant_id, amount_paise, status, reason, attempt_id, reference, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $1, $8, $8)
            "#,
            id.0,
            self.payment.0,
            merchant.0,
            amount.get().get(),
            status.as_str(),
            self.reason,
            paid.attempt,
            now,
        )
        .execute(tx.conn())
        .await?;
        let back = if at_once { amount.get().get() } else { 0 };
        let reserved = paid.reserved.saturating_add(amount.get().get());
        let refunded = paid.refunded.saturating_add(back);
        let next = write_refunded(tx, self.payment, paid.state, paid.amount, reserved, refunded).await?;
        let mut record = Record::of("payment", self.payment.0)
            .before(json!({ "status": paid.state.as_str() }))
            .after(json!({ "status": next.as_str(), "refund": id, "refund_status": status.as_str(), "amount": amount.get() }))
            .tells(merchant.0);
        if let Some(payer) = paid.payer {
            record = record.tells(payer.0);
        }
        tx.record(record);
        announce::refund(tx, id, EventKind::RefundCreated).await?;
        if at_once {
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

/// What a merchant lacks for a refund it comes to owe, up to a limit.
async fn may_owe(
    tx: &mut Tx,
    accounts: &MerchantAccounts,
    requested: Paise,
) -> Result<(), Failure<PaymentRefused>> {
    let shortfall = accounts.shortfall(requested);
    if shortfall.is_zero() {
        return Ok(());
    }
    let most = sqlx::query_scalar!("select owes_max_paise from payment_terms").fetch_one(tx.conn()).await?;
    let left = Paise::new(most).saturating_sub(accounts.owes);
    if shortfall <= left {
        return Ok(());
    }
    let available = accounts.has.saturating_add(left.max(Paise::ZERO));
    Err(refuse(PaymentRefused::InsufficientFunds { available, requested }))
}

/// Writes what is promised back and what is back; the payment is refunded when all of it is.
pub(super) async fn write_refunded(
    tx: &mut Tx,
    payment: PaymentId,
    was: PaymentState,
    amount: i64,
    reserved: i64,
    refunded: i64,
) -> Result<PaymentState, WorkError> {
    let next = if refunded == amount {
        was.refund().map_err(|_| WorkError::Broken("a payment is refunded out of turn"))?
    } else {
        was
    };
    let now = tx.now();
    sqlx::query!(
        "update payment set status = $2, reserved_paise = $3, refunded_paise = $4, updated_at = $5 where id = $1",
        payment.0,
        next.as_str(),
        reserved,
        refunded,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(next)
}

pub(super) async fn announce_refunded(
    tx: &mut Tx,
    payment: PaymentId,
    now: PaymentState,
) -> Result<(), WorkError> {
    let kind = match now {
        PaymentState::Refunded => EventKind::PaymentRefunded,
        PaymentState::Created | PaymentState::Processing | PaymentState::Success | PaymentState::Failed => {
            EventKind::PaymentPartiallyRefunded
        }
    };
    announce::payment(tx, payment, kind).await
}
