//! Why a loan command was refused: one list per verb.

use super::{
    eligibility::NotEligible,
    position,
    state::{InvalidState, LoanState},
};
use crate::{
    explain::{Explain, Explanation, Kind},
    money::Paise,
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyRefused {
    #[error(transparent)]
    NotEligible(#[from] NotEligible),
    #[error("These terms cannot be computed.")]
    NoSchedule(#[from] super::schedule::ScheduleError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideRefused {
    #[error("There is no such loan.")]
    NotFound,
    #[error(transparent)]
    InvalidState(#[from] InvalidState),
    /// A debtor gets no new loan, also if they applied before.
    #[error("The borrower has {} overdue. Reject the application, or wait until it is paid.", overdue.show())]
    InDebt { overdue: Paise },
    #[error("These terms cannot be computed.")]
    NoSchedule(#[from] super::schedule::ScheduleError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepayRefused {
    #[error("There is no such loan.")]
    NotFound,
    /// Not paid out yet, rejected, or closed.
    #[error("This loan is {}; only an active loan can be repaid.", current.as_str())]
    NotActive { current: LoanState },
    #[error(transparent)]
    TooMuch(#[from] position::Refused),
    #[error("Your wallet holds {}, and this needs {}.", available.show(), requested.show())]
    InsufficientFunds { available: Paise, requested: Paise },
}

impl Explain for ApplyRefused {
    fn explain(&self) -> Explanation {
        match self {
            ApplyRefused::NotEligible(why) => why.explain(),
            ApplyRefused::NoSchedule(why) => why.explain(),
        }
    }
}

impl Explain for DecideRefused {
    fn explain(&self) -> Explanation {
        match self {
            DecideRefused::InDebt { .. } => Explanation::new(Kind::Invalid, "not_eligible", self.to_string())
                .with("reasons", vec![self.to_string()]),
            DecideRefused::NotFound => Explanation::not_found(),
            DecideRefused::InvalidState(why) => why.explain(),
            DecideRefused::NoSchedule(why) => why.explain(),
        }
    }
}

impl Explain for RepayRefused {
    fn explain(&self) -> Explanation {
        let sentence = self.to_string();
        match self {
            RepayRefused::NotFound => Explanation::not_found(),
            RepayRefused::NotActive { current } => {
                Explanation::new(Kind::Conflict, "invalid_state", sentence)
                    .with("current", current.as_str())
                    .with("requested", "REPAY")
            }
            RepayRefused::TooMuch(why) => why.explain(),
            RepayRefused::InsufficientFunds { available, requested } => {
                Explanation::new(Kind::Invalid, "insufficient_funds", sentence.clone())
                    .field("amount", sentence)
                    .with("available_paise", available.get())
                    .with("requested_paise", requested.get())
            }
        }
    }
}
