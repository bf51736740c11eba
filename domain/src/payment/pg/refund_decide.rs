//! A refund that was asked for is approved or rejected by the merchant or an admin, or called off by whoever asked.

use super::{
    announce,
    create::of_merchant,
    purchase::{Purchase, lock_purchase, may_owe, write_refunded},
    rows::{amount, refund_rows, refund_state},
};
use crate::{
    actor::{Admin, Borrower, ForMerchant},
    explain::Explanation,
    id::{PaymentId, PersonId, RefundId},
    job::{
        JobKind,
        pg::{enqueue, enqueue_after},
    },
    ledger::pg::{lock_merchant, post},
    merchant::pg::must_be_active,
    notification::{
        Kind,
        pg::{About, tell},
    },
    payment::{RefundState, body::DecideRefundBody, error::PaymentRefused, postings, view::RefundView},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

/// Who decides.
#[derive(Clone, Copy, Debug)]
pub enum DecidedBy {
    /// Only calls off what they asked for.
    Payer(Borrower),
    Merchant(ForMerchant),
    Admin(Admin),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject {
        reason: String,
    },
    /// By whoever asked for it.
    Cancel,
}

pub struct DecideRefund {
    by: DecidedBy,
    refund: RefundId,
    decision: Decision,
    meta: Meta,
}

/// What a rejection says where nobody gave a reason.
const NO_REASON: &str = "The shop gave no reason.";

impl DecideRefund {
    pub fn approve(by: DecidedBy, refund: RefundId, meta: Meta) -> DecideRefund {
        DecideRefund { by, refund, decision: Decision::Approve, meta }
    }

    pub fn cancel(by: DecidedBy, refund: RefundId, meta: Meta) -> DecideRefund {
        DecideRefund { by, refund, decision: Decision::Cancel, meta }
    }
}

impl DecideRefundBody {
    pub fn reject(&self, by: DecidedBy, refund: RefundId, meta: Meta) -> Result<DecideRefund, Explanation> {
        let reason = self.read()?.unwrap_or_else(|| NO_REASON.to_owned());
        Ok(DecideRefund { by, refund, decision: Decision::Reject { reason }, meta })
    }
}

impl DecidedBy {
    const fn person(self) -> PersonId {
        match self {
            DecidedBy::Payer(borrower) => borrower.person(),
            DecidedBy::Merchant(merchant) => merchant.by(),
            DecidedBy::Admin(admin) => admin.person(),
        }
    }
}

/// As it is found before it is locked.
struct Found {
    payment: Uuid,
    merchant: Uuid,
    payer: Option<Uuid>,
    requested_by: Option<Uuid>,
    /// The merchant's own person asked.
    by_its_merchant: bool,
}

impl Command for DecideRefund {
    const NAME: &'static str = "refund.decide";
    type Output = RefundView;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.by.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<RefundView, Failure<PaymentRefused>> {
        let found = self.find(tx).await?;
        let purchase = lock_purchase(tx, PaymentId(found.payment)).await?;
        if let DecidedBy::Merchant(merchant) = self.by {
            must_be_active(tx, merchant.merchant()).await.map_err(of_merchant)?;
        }
        let row = sqlx::query!(
            "select status, amount_paise, attempt_id from refund where id = $1 for no key update",
            self.refund.0
        )
        .fetch_one(tx.conn())
        .await?;
        let current = refund_state(&row.status)?;
        let wanted = match self.decision {
            Decision::Approve => RefundState::Approved,
            Decision::Reject { .. } => RefundState::Rejected,
            Decision::Cancel => RefundState::Cancelled,
        };
        let is_new = current
            .decide(wanted)
            .map_err(|current| refuse(PaymentRefused::Refund { current, requested: wanted }))?;
        if is_new {
            match &self.decision {
                Decision::Approve => self.set_aside(tx, &purchase, row.amount_paise, row.attempt_id).await?,
                Decision::Reject { reason } => {
                    self.end(tx, &purchase, row.amount_paise, wanted, Some(reason)).await?
                }
                Decision::Cancel => self.end(tx, &purchase, row.amount_paise, wanted, None).await?,
            }
            let mut record = Record::of("refund", self.refund.0)
                .before(json!({ "status": current }))
                .after(json!({ "status": wanted, "amount": crate::money::Paise::new(row.amount_paise), "payment": found.payment }))
                .tells(found.merchant);
            if let Some(payer) = found.payer {
                record = record.tells(payer);
            }
            tx.record(record);
        } else {
            tx.nothing_happened();
        }
        Ok(refund_rows!("where r.id = $1", self.refund.0).fetch_one(tx.conn()).await?.view()?)
    }
}

impl DecideRefund {
    /// If whoever decides may see it at all. Approving and rejecting is the merchant's and an admin's, calling off is of whoever
    /// asked.
    async fn find(&self, tx: &mut Tx) -> Result<Found, Failure<PaymentRefused>> {
        let row = sqlx::query!(
            r#"
            select r.payment_id, r.merchant_id, p.payer_id, r.requested_by, m.person_id as merchant_person
            from refund r join payment p on p.id = r.payment_id join merchant m on m.id = r.merchant_id where r.id = $1
            "#,
            self.refund.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .filter(|row| match self.by {
            DecidedBy::Payer(borrower) => row.payer_id == Some(borrower.person().0),
            DecidedBy::Merchant(merchant) => row.merchant_id == merchant.merchant().0,
            DecidedBy::Admin(_) => true,
        })
        .ok_or(refuse(PaymentRefused::NotFound))?;
        let found = Found {
            payment: row.payment_id,
            merchant: row.merchant_id,
            payer: row.payer_id,
            by_its_merchant: row.requested_by == Some(row.merchant_person),
            requested_by: row.requested_by,
        };
        if self.decision == Decision::Cancel && !self.asked_for(&found) {
            return Err(refuse(PaymentRefused::NotRequester));
        }
        Ok(found)
    }

    fn asked_for(&self, found: &Found) -> bool {
        match self.by {
            // Whoever acts for the merchant now: its person, or a key that its person made.
            DecidedBy::Merchant(_) => found.by_its_merchant,
            DecidedBy::Payer(_) | DecidedBy::Admin(_) => found.requested_by == Some(self.by.person().0),
        }
    }

    /// The merchant's money is set aside. Through a gateway it is sent at once; off a plan or into a wallet it goes after a moment in
    /// which the merchant may still say that it failed.
    async fn set_aside(
        &self,
        tx: &mut Tx,
        purchase: &Purchase,
        paise: i64,
        attempt: Option<Uuid>,
    ) -> Result<(), Failure<PaymentRefused>> {
        let amount = amount(paise)?;
        let (accounts, _) = lock_merchant(tx, purchase.merchant, None).await?;
        // An admin knows what a merchant comes to owe.
        if matches!(self.by, DecidedBy::Merchant(_)) {
            may_owe(tx, &accounts, amount.get()).await?;
        }
        let entry = postings::refund_held(self.refund, accounts, amount)
            .map_err(|_| WorkError::Broken("a refund does not balance"))?;
        post(tx, &entry).await?;
        let now = tx.now();
        sqlx::query!(
            r#"
            update refund set status = 'APPROVED', decided_by = $2, decided_at = $3, expires_at = null, updated_at = $3 where id = $1
            "#,
            self.refund.0,
            self.by.person().0,
            now,
        )
        .execute(tx.conn())
        .await?;
        if attempt.is_some() {
            enqueue(tx, JobKind::RefundAdvance, self.refund.0).await?;
        } else {
            let waits = sqlx::query_scalar!("select refund_waits_seconds from plan_terms")
                .fetch_one(tx.conn())
                .await?;
            let waits = Duration::from_secs(u64::try_from(waits).unwrap_or_default());
            enqueue_after(tx, JobKind::RefundAdvance, self.refund.0, waits).await?;
        }
        Ok(announce::refund(tx, self.refund, EventKind::RefundApproved).await?)
    }

    async fn end(
        &self,
        tx: &mut Tx,
        purchase: &Purchase,
        paise: i64,
        ended: RefundState,
        reason: Option<&str>,
    ) -> Result<(), Failure<PaymentRefused>> {
        end_pending(tx, purchase, self.refund, paise, ended, reason, Some(self.by.person())).await?;
        Ok(())
    }
}

/// Rejected, called off or expired: what was promised back is not any more.
pub(super) async fn end_pending(
    tx: &mut Tx,
    purchase: &Purchase,
    refund: RefundId,
    paise: i64,
    ended: RefundState,
    reason: Option<&str>,
    by: Option<PersonId>,
) -> Result<(), WorkError> {
    let now = tx.now();
    sqlx::query!(
        r#"
        update refund set status = $2, ended_reason = $3, decided_by = $4, decided_at = $5, expires_at = null, updated_at = $5 where id = $1
        "#,
        refund.0,
        ended.as_str(),
        reason,
        by.map(|person| person.0),
        now,
    )
    .execute(tx.conn())
    .await?;
    let reserved = purchase.reserved.saturating_sub(paise);
    write_refunded(tx, purchase.payment, purchase.state, purchase.amount, reserved, purchase.refunded)
        .await?;
    if let Some(payer) = purchase.payer.filter(|_| ended == RefundState::Rejected) {
        let amount = crate::money::Paise::new(paise);
        tell(tx, payer, Kind::RefundRejected, About::Refund(refund.0), Some(amount)).await?;
    }
    let kind =
        if ended == RefundState::Rejected { EventKind::RefundRejected } else { EventKind::RefundCancelled };
    announce::refund(tx, refund, kind).await
}
