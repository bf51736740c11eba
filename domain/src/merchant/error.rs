//! Why something is not a merchant's to do.

use crate::explain::{Explain, Explanation, Kind};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MerchantRefused {
    #[error("There is no such merchant.")]
    NotFound,
    #[error("This merchant is switched off. What it holds is safe; please ask us to switch it on again.")]
    Disabled,
}

impl Explain for MerchantRefused {
    fn explain(&self) -> Explanation {
        match self {
            MerchantRefused::NotFound => Explanation::not_found(),
            MerchantRefused::Disabled => {
                Explanation::new(Kind::Forbidden, "merchant_disabled", self.to_string())
            }
        }
    }
}
