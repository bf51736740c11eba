//! Why a transfer was refused.

use crate::{
    explain::{Explain, Explanation, Kind},
    merchant::error::MerchantRefused,
    money::Paise,
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefused {
    #[error("There is no such account to take it from.")]
    NoAccount,
    /// Or it is somebody else's.
    #[error("There is no such bank account.")]
    NoBankAccount,
    #[error("This needs {}, and {} is available.", requested.show(), available.show())]
    InsufficientFunds {
        available: Paise,
        requested: Paise,
        /// As whoever asked calls the amount.
        field: &'static str,
    },
    #[error(transparent)]
    Merchant(#[from] MerchantRefused),
}

impl Explain for TransferRefused {
    fn explain(&self) -> Explanation {
        match self {
            TransferRefused::NoAccount | TransferRefused::NoBankAccount => Explanation::not_found(),
            TransferRefused::InsufficientFunds { available, requested, field } => {
                Explanation::new(Kind::Invalid, "insufficient_funds", self.to_string())
                    .with("available_paise", available.get())
                    .with("requested_paise", requested.get())
                    .field(field, self.to_string())
            }
            TransferRefused::Merchant(why) => why.explain(),
        }
    }
}
