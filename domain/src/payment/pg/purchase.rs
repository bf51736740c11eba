//! A purchase: a payment, locked, with the plan that paid it. Every refund by any route comes here, so that there is one bound.
//!
//! Lock order: payment, standing, merchant, plan, accounts.

use super::{
    announce,
    rows::{amount, state},
};
use crate::{
    debt::pg::{LockedStanding, review, up_to_date},
    id::{AccountId, MerchantId, PaymentId, PersonId, PlanId, RefundId},
    ledger::{
        entry::Leg,
        merchant::MerchantAccounts,
        pg::{lock_merchant, post},
    },
    money::{Paise, PositivePaise},
    payment::{PaymentState, RefundState, error::PaymentRefused, postings},
    plan::pg::{LockedPlan, announce_end, credit_refund, lock_plan},
    webhook_out::EventKind,
    work::{Failure, Tx, WorkError, refuse},
};
use uuid::Uuid;

pub(crate) struct Purchase {
    pub(crate) payment: PaymentId,
    pub(crate) merchant: MerchantId,
    pub(crate) state: PaymentState,
    pub(crate) amount: i64,
    pub(crate) reserved: i64,
    pub(crate) refunded: i64,
    /// The try that took it; `None`: it came from a wallet or was financed.
    pub(crate) attempt: Option<Uuid>,
    pub(crate) payer: Option<PersonId>,
    pub(crate) plan: Option<LockedPlan>,
    standing: Option<LockedStanding>,
}

/// Where a refund that goes through no gateway is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// What the merchant has.
    Available,
    /// What was set aside for it.
    Held,
}

/// What it did.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credited {
    pub(super) to_plan: Paise,
    pub(super) to_wallet: Paise,
    pub(super) payment: PaymentState,
}

impl Purchase {
    /// What can still be given back.
    pub(crate) const fn left(&self) -> i64 {
        self.amount.saturating_sub(self.reserved)
    }

    /// Something is promised back and not back yet.
    pub(crate) const fn has_open_refunds(&self) -> bool {
        self.reserved != self.refunded
    }

    /// Asked for so much, or all that is left.
    pub(super) fn bounded(
        &self,
        wanted: Option<PositivePaise>,
    ) -> Result<PositivePaise, Failure<PaymentRefused>> {
        if self.state != PaymentState::Success {
            return Err(refuse(PaymentRefused::state(self.state, PaymentState::Refunded)));
        }
        let left = self.left();
        let requested = wanted.map_or(left, |amount| amount.get().get());
        if requested > left || left == 0 {
            let (left, requested) = (Paise::new(left), Paise::new(requested));
            return Err(refuse(PaymentRefused::ExceedsRefundable { left, requested }));
        }
        Ok(amount(requested)?)
    }
}

pub(crate) async fn lock_purchase(tx: &mut Tx, payment: PaymentId) -> Result<Purchase, WorkError> {
    let row = sqlx::query!(
        r#"
        select merchant_id, status, amount_paise, reserved_paise, refunded_paise, payer_id from payment where id = $1 for no key update
        "#,
        payment.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let attempt = sqlx::query_scalar!(
        "select id from payment_attempt where payment_id = $1 and status = 'taken'",
        payment.0
    )
    .fetch_optional(tx.conn())
    .await?;
    // In a statement of its own: one that waited for the payment's lock would look for the plan in what was there before.
    let plan_id = sqlx::query_scalar!("select id from plan where payment_id = $1", payment.0)
        .fetch_optional(tx.conn())
        .await?;
    let payer = row.payer_id.map(PersonId);
    let (mut plan, mut standing) = (None, None);
    if let (Some(id), Some(payer)) = (plan_id, payer) {
        standing = up_to_date(tx, payer).await?;
        plan = Some(lock_plan(tx, PlanId(id)).await?);
    }
    Ok(Purchase {
        payment,
        merchant: MerchantId(row.merchant_id),
        state: state(&row.status)?,
        amount: row.amount_paise,
        reserved: row.reserved_paise,
        refunded: row.refunded_paise,
        attempt,
        payer,
        plan,
        standing,
    })
}

/// Gives so much back to who paid, through no gateway: off the plan from the last instalment backwards, the rest into the wallet. A
/// debtor of whom nothing is overdue any more is in good standing with it.
pub(super) async fn credit(
    tx: &mut Tx,
    purchase: &Purchase,
    refund: RefundId,
    amount: PositivePaise,
    (merchant, wallet): (MerchantAccounts, Option<AccountId>),
    from: From,
) -> Result<Credited, WorkError> {
    let refunded = purchase.refunded.saturating_add(amount.get().get());
    let all = refunded == purchase.amount;
    let (mut to_plan, mut to_wallet) = (Paise::ZERO, amount.get());
    let mut back = Vec::new();
    let mut next = None;
    if let Some(plan) = &purchase.plan {
        let (split, plan_state) = credit_refund(tx, plan, amount, all).await?;
        (to_plan, to_wallet) = (split.to_plan, split.to_wallet);
        let off = plan.accounts.paid(to_plan, Paise::ZERO);
        back.extend(off.map_err(|_| WorkError::Broken("a refund does not balance"))?);
        next = Some((plan, plan_state));
    }
    if to_wallet.is_positive() {
        let wallet = wallet.ok_or(WorkError::Broken("who paid from a wallet has none"))?;
        back.push(Leg::credit(wallet, to_wallet));
    }
    let entry = match from {
        From::Available => postings::refund_to_payer(refund, merchant, back, amount),
        From::Held => postings::refund_credited(refund, merchant, back, amount),
    };
    post(tx, &entry.map_err(|_| WorkError::Broken("a refund does not balance"))?).await?;
    if let Some(standing) = &purchase.standing {
        review(tx, standing).await?;
    }
    let reserved = match from {
        From::Available => purchase.reserved.saturating_add(amount.get().get()),
        From::Held => purchase.reserved,
    };
    let payment =
        write_refunded(tx, purchase.payment, purchase.state, purchase.amount, reserved, refunded).await?;
    if let Some((plan, plan_state)) = next {
        announce_end(tx, plan, plan_state).await?;
    }
    Ok(Credited { to_plan, to_wallet, payment })
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

/// What a merchant lacks for a refund it comes to owe, up to a limit.
pub(super) async fn may_owe(
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

/// All that is left, at once: for a plan that is cancelled.
pub(crate) async fn give_back_all(
    tx: &mut Tx,
    purchase: &Purchase,
    by: PersonId,
    why: &str,
) -> Result<(), Failure<PaymentRefused>> {
    let amount = purchase.bounded(None)?;
    let (accounts, wallet) = lock_merchant(tx, purchase.merchant, purchase.payer).await?;
    may_owe(tx, &accounts, amount.get()).await?;
    let (id, now) = (RefundId::new(), tx.now());
    let to = (accounts, wallet.map(|wallet| wallet.account));
    let credited = credit(tx, purchase, id, amount, to, From::Available).await?;
    let plan = purchase.plan.as_ref().map(|plan| plan.id);
    sqlx::query!(
        r#"
        insert into refund (id, payment_id, merchant_id, amount_paise, status, reason, reference, transaction_id, plan_id, decided_by, decided_at,
                            to_plan_paise, to_wallet_paise, payer_id, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $1, $7, $8, $9, $12, $10, $11, $13, $12, $12)
        "#,
        id.0,
        purchase.payment.0,
        purchase.merchant.0,
        amount.get().get(),
        RefundState::Completed.as_str(),
        why,
        plan.map_or(purchase.payment.0, |plan| plan.0),
        plan.map(|plan| plan.0),
        by.0,
        credited.to_plan.get(),
        credited.to_wallet.get(),
        now,
        purchase.payer.map(|payer| payer.0),
    )
    .execute(tx.conn())
    .await?;
    announce::refund(tx, id, EventKind::RefundCreated).await?;
    announce::refund(tx, id, EventKind::RefundCompleted).await?;
    Ok(announce_refunded(tx, purchase.payment, credited.payment).await?)
}
