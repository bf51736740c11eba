//! Why something about a plan was refused.

use super::{InvalidPlanState, body::wrong_count};
use crate::{
    explain::{Explain, Explanation, Kind},
    merchant::error::MerchantRefused,
    money::Paise,
    payment::error::PaymentRefused,
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    /// Or it is somebody else's.
    #[error("There is no such plan.")]
    NotFound,
    #[error("There is no such borrower.")]
    NoBorrower,
    #[error("There is no such merchant.")]
    NoMerchant,
    #[error("This account is closed.")]
    Closed,
    #[error("{} is overdue. Pay it first; then you can buy on instalments again.", overdue.show())]
    InDebt { overdue: Paise },
    #[error("This would be {} on instalments, and your limit leaves {}.", requested.show(), left.show())]
    OverLimit { left: Paise, requested: Paise },
    #[error("That number of instalments is not offered.")]
    Count { least: u16, most: u16 },
    #[error("An instalment would be less than a paisa.")]
    TooSmall,
    /// The payment that it is for asks for something else.
    #[error("The payment is of another merchant, or of another amount.")]
    OtherPurchase,
    #[error("Something of this plan has been paid, so it cannot be cancelled. Refund it instead.")]
    SomethingPaid,
    #[error("A refund of this purchase is open. It must be decided first.")]
    RefundOpen,
    #[error(transparent)]
    State(#[from] InvalidPlanState),
    #[error(transparent)]
    Merchant(#[from] MerchantRefused),
    #[error(transparent)]
    Payment(#[from] PaymentRefused),
}

impl Explain for PlanRefused {
    fn explain(&self) -> Explanation {
        let conflict = |requested: &str| {
            Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                .with("current", "ACTIVE")
                .with("requested", requested)
        };
        match self {
            PlanRefused::NotFound | PlanRefused::NoBorrower | PlanRefused::NoMerchant => {
                Explanation { message: self.to_string(), ..Explanation::not_found() }
            }
            PlanRefused::Closed => Explanation { message: self.to_string(), ..Explanation::not_authorized() },
            PlanRefused::InDebt { overdue } => {
                Explanation::new(Kind::Forbidden, "debt_user", self.to_string())
                    .with("total_debt", overdue.rupees())
            }
            PlanRefused::OverLimit { left, requested } => {
                Explanation::new(Kind::Forbidden, "over_credit_limit", self.to_string())
                    .with("available_paise", left.get())
                    .with("requested_paise", requested.get())
            }
            PlanRefused::Count { least, most } => Explanation {
                message: format!("From {least} to {most} instalments are offered."),
                ..wrong_count()
            },
            PlanRefused::TooSmall => Explanation::new(Kind::Invalid, "invalid_amount", self.to_string())
                .field("total_amount", self.to_string()),
            PlanRefused::OtherPurchase => Explanation::validation("payment_id", &self.to_string()),
            PlanRefused::SomethingPaid | PlanRefused::RefundOpen => conflict("CANCELLED"),
            PlanRefused::State(why) => why.explain(),
            PlanRefused::Merchant(why) => why.explain(),
            PlanRefused::Payment(why) => why.explain(),
        }
    }
}
