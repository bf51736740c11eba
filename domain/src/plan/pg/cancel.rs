use super::{create::of_merchant, rows::view};
use crate::{
    actor::{Admin, ForMerchant},
    id::{MerchantId, PersonId, PlanId},
    merchant::pg::must_be_active,
    payment::pg::{Purchase, give_back_all, lock_purchase},
    plan::{InvalidPlanState, PlanState, error::PlanRefused, view::PlanView},
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use serde_json::json;

/// Whose word it is.
#[derive(Clone, Copy, Debug)]
pub enum CancelledBy {
    Merchant(ForMerchant),
    Admin(Admin),
}

/// The whole purchase is taken back: the merchant gives back what it was paid, and nothing is owed any more. Only while nothing of
/// it was paid; afterwards it is refunded.
pub struct CancelPlan {
    pub plan: PlanId,
    pub by: CancelledBy,
    pub meta: Meta,
}

impl Command for CancelPlan {
    const NAME: &'static str = "plan.cancel";
    type Output = PlanView;
    type Refusal = PlanRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(match self.by {
            CancelledBy::Merchant(merchant) => merchant.by(),
            CancelledBy::Admin(admin) => admin.person(),
        })
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<PlanView, Failure<PlanRefused>> {
        let today = tx.today();
        let found =
            sqlx::query!("select payment_id, merchant_id, person_id from plan where id = $1", self.plan.0)
                .fetch_optional(tx.conn())
                .await?
                .filter(|row| match self.by {
                    CancelledBy::Merchant(merchant) => merchant.merchant() == MerchantId(row.merchant_id),
                    CancelledBy::Admin(_) => true,
                })
                .ok_or(refuse(PlanRefused::NotFound))?;
        let purchase = lock_purchase(tx, crate::id::PaymentId(found.payment_id)).await?;
        if let CancelledBy::Merchant(merchant) = self.by {
            must_be_active(tx, merchant.merchant()).await.map_err(of_merchant)?;
        }
        let Some(plan) = &purchase.plan else { return Err(refuse(PlanRefused::NotFound)) };
        match plan.state {
            // Twice is once.
            PlanState::Cancelled => {
                tx.nothing_happened();
                return Ok(view(tx.conn(), self.plan, today).await?);
            }
            PlanState::Completed => {
                let requested = PlanState::Cancelled;
                return Err(refuse(PlanRefused::State(InvalidPlanState { current: plan.state, requested })));
            }
            PlanState::Active if plan.paid.is_positive() => return Err(refuse(PlanRefused::SomethingPaid)),
            PlanState::Active if purchase.has_open_refunds() => return Err(refuse(PlanRefused::RefundOpen)),
            PlanState::Active => {}
        }
        self.take_back(tx, &purchase).await?;
        let view = view(tx.conn(), self.plan, today).await?;
        tx.record(
            Record::of("plan", self.plan.0)
                .before(json!({ "status": "ACTIVE" }))
                .after(json!({ "status": view.status }))
                .tells(found.person_id)
                .tells(found.merchant_id),
        );
        Ok(view)
    }
}

impl CancelPlan {
    async fn take_back(&self, tx: &mut Tx, purchase: &Purchase) -> Result<(), Failure<PlanRefused>> {
        let by = match self.by {
            CancelledBy::Merchant(merchant) => merchant.by(),
            CancelledBy::Admin(admin) => admin.person(),
        };
        give_back_all(tx, purchase, by, "The plan was cancelled.").await.map_err(|failure| match failure {
            Failure::Refused(why) => Failure::Refused(PlanRefused::Payment(why)),
            Failure::Work(error) => Failure::Work(error),
        })
    }
}
