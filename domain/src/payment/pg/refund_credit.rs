//! An approved refund that goes through no gateway: done by its job, or by the merchant's word that it is done; stopped by its word
//! that it failed. And those that nobody decided in time.

use super::{
    announce,
    purchase::{From, Purchase, announce_refunded, credit, lock_purchase},
    refund_decide::end_pending,
    rows::{amount, refund_state},
    settle::NeverRefused,
};
use crate::{
    id::{MerchantId, PaymentId, PersonId, RefundId},
    ledger::pg::lock_merchant,
    notification::{
        Kind,
        pg::{About, tell},
    },
    payment::{RefundState, callback::RefundReport},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError, business_now},
};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

/// What is said of one that nobody decided.
const EXPIRED: &str = "expired";

/// The money goes, if it is still approved and nobody says that it failed.
pub struct CreditRefund {
    pub refund: RefundId,
    pub meta: Meta,
}

/// What a merchant's server reports of a refund of its own.
pub struct ReportRefund {
    pub merchant: MerchantId,
    pub report: RefundReport,
    pub meta: Meta,
}

/// Nobody decided it in time.
pub struct ExpireRefund {
    pub refund: RefundId,
    pub meta: Meta,
}

/// Locked behind its purchase.
struct Locked {
    purchase: Purchase,
    state: RefundState,
    paise: i64,
    attempt: Option<Uuid>,
    has_failed: bool,
    expires_at: Option<chrono::DateTime<chrono::Utc>>,
}

async fn lock(
    tx: &mut Tx,
    refund: RefundId,
    merchant: Option<MerchantId>,
) -> Result<Option<Locked>, WorkError> {
    let payment = sqlx::query_scalar!(
        "select payment_id from refund where id = $1 and ($2::uuid is null or merchant_id = $2)",
        refund.0,
        merchant.map(|merchant| merchant.0),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(payment) = payment else { return Ok(None) };
    let purchase = lock_purchase(tx, PaymentId(payment)).await?;
    let row = sqlx::query!(
        "select status, amount_paise, attempt_id, failure_code, expires_at from refund where id = $1 for no key update",
        refund.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Some(Locked {
        purchase,
        state: refund_state(&row.status)?,
        paise: row.amount_paise,
        attempt: row.attempt_id,
        has_failed: row.failure_code.is_some(),
        expires_at: row.expires_at,
    }))
}

impl Locked {
    /// Approved, and it goes through no gateway: whoever took the money through one has it sent back by that one alone.
    fn is_ours(&self) -> bool {
        self.state == RefundState::Approved && self.attempt.is_none()
    }

    async fn complete(&self, tx: &mut Tx, refund: RefundId) -> Result<(), WorkError> {
        let purchase = &self.purchase;
        let (accounts, wallet) = lock_merchant(tx, purchase.merchant, purchase.payer).await?;
        let to = (accounts, wallet.map(|wallet| wallet.account));
        let credited = credit(tx, purchase, refund, amount(self.paise)?, to, From::Held).await?;
        let now = tx.now();
        sqlx::query!(
            r#"
            update refund set status = 'COMPLETED', failure_code = null, failure_reason = null, to_plan_paise = $2, to_wallet_paise = $3, updated_at = $4
            where id = $1
            "#,
            refund.0,
            credited.to_plan.get(),
            credited.to_wallet.get(),
            now,
        )
        .execute(tx.conn())
        .await?;
        let after = json!({
            "status": RefundState::Completed,
            "amount": crate::money::Paise::new(self.paise),
            "to_plan": credited.to_plan,
            "to_wallet": credited.to_wallet,
            "payment": purchase.payment,
        });
        tx.record(self.told(refund).before(json!({ "status": self.state })).after(after));
        if let Some(payer) = purchase.payer {
            let amount = crate::money::Paise::new(self.paise);
            tell(tx, payer, Kind::RefundDone, About::Refund(refund.0), Some(amount)).await?;
        }
        announce::refund(tx, refund, EventKind::RefundCompleted).await?;
        announce_refunded(tx, purchase.payment, credited.payment).await
    }

    fn told(&self, refund: RefundId) -> Record {
        let record = Record::of("refund", refund.0).tells(self.purchase.merchant.0);
        match self.purchase.payer {
            Some(payer) => record.tells(payer.0),
            None => record,
        }
    }
}

impl Command for CreditRefund {
    const NAME: &'static str = "refund.credit";
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
        match lock(tx, self.refund, None).await? {
            Some(found) if found.is_ours() && !found.has_failed => {
                found.complete(tx, self.refund).await?;
                Ok(true)
            }
            _ => {
                tx.nothing_happened();
                Ok(false)
            }
        }
    }
}

impl Command for ReportRefund {
    const NAME: &'static str = "refund.report";
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
        let refund = self.report.refund;
        let found = lock(tx, refund, Some(self.merchant)).await?.filter(Locked::is_ours);
        match (found, &self.report.failed) {
            (Some(found), None) => {
                found.complete(tx, refund).await?;
                Ok(true)
            }
            (Some(found), Some(reason)) if !found.has_failed => {
                let now = tx.now();
                sqlx::query!(
                    "update refund set failure_code = 'merchant_failed', failure_reason = $2, updated_at = $3 where id = $1",
                    refund.0,
                    reason,
                    now,
                )
                .execute(tx.conn())
                .await?;
                tx.record(
                    found.told(refund).after(json!({ "status": RefundState::Approved, "failed": true })),
                );
                announce::refund(tx, refund, EventKind::RefundFailed).await?;
                Ok(true)
            }
            _ => {
                tx.nothing_happened();
                Ok(false)
            }
        }
    }
}

impl Command for ExpireRefund {
    const NAME: &'static str = "refund.expire";
    type Output = bool;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<NeverRefused>> {
        let now = tx.now();
        let found = lock(tx, self.refund, None).await?;
        let over = |found: &Locked| {
            found.state == RefundState::Pending && found.expires_at.is_some_and(|until| until <= now)
        };
        let Some(found) = found.filter(over) else {
            tx.nothing_happened();
            return Ok(false);
        };
        let ended = RefundState::Cancelled;
        end_pending(tx, &found.purchase, self.refund, found.paise, ended, Some(EXPIRED), None).await?;
        let after = json!({ "status": ended, "reason": EXPIRED, "payment": found.purchase.payment });
        tx.record(found.told(self.refund).before(json!({ "status": found.state })).after(after));
        Ok(true)
    }
}

/// Those that waited for a decision for too long. So many at a time; the next time comes soon.
pub async fn expired_refunds(pool: &PgPool) -> Result<Vec<RefundId>, WorkError> {
    let now = business_now(pool).await.map_err(|_| WorkError::Broken("the clock could not be read"))?;
    let ids = sqlx::query_scalar!(
        "select id from refund where status = 'PENDING' and expires_at <= $1 order by expires_at limit 500",
        now
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(RefundId).collect())
}
