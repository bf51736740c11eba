//! Why something about a debt was refused.

use crate::{
    explain::{Explain, Explanation, Kind},
    loan::position::Class,
    money::Paise,
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DebtRefused {
    #[error("There is nothing here under this address or id.")]
    NotFound,
    /// One of them is not there, or is somebody else's.
    #[error("One of these instalments is not yours.")]
    NotYours,
    #[error("One of these instalments is {current} already.")]
    NotOpen { current: &'static str },
    #[error(
        "A loan's instalments are paid from the oldest on, with all that is overdue: choose those as well."
    )]
    OutOfOrder,
    #[error("This needs {}, and {} is available.", requested.show(), available.show())]
    InsufficientFunds { available: Paise, requested: Paise },
    #[error("This day is not over yet.")]
    NotOver,
    #[error("Nothing is owed of it.")]
    NothingOwed,
    #[error("It was written off before.")]
    WrittenOff,
    #[error("Only what is overdue, of a borrower classed as a non-performing asset, can be written off.")]
    NotNpa { class: Class },
}

impl Explain for DebtRefused {
    fn explain(&self) -> Explanation {
        let conflict = |current: &str, requested: &str| {
            Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                .with("current", current)
                .with("requested", requested)
        };
        match self {
            DebtRefused::NotFound => Explanation::not_found(),
            DebtRefused::NotYours => Explanation { message: self.to_string(), ..Explanation::not_found() },
            DebtRefused::NotOpen { current } => conflict(current, "PAID"),
            DebtRefused::OutOfOrder => Explanation::validation("installment_ids", &self.to_string()),
            DebtRefused::InsufficientFunds { available, requested } => {
                Explanation::new(Kind::Invalid, "insufficient_funds", self.to_string())
                    .with("available_paise", available.get())
                    .with("requested_paise", requested.get())
            }
            DebtRefused::NotOver => Explanation::validation("business_date", &self.to_string()),
            DebtRefused::NothingOwed => conflict("CLOSED", "WRITTEN_OFF"),
            DebtRefused::WrittenOff => conflict("WRITTEN_OFF", "WRITTEN_OFF"),
            DebtRefused::NotNpa { class } => conflict(class.as_str(), "WRITTEN_OFF"),
        }
    }
}
