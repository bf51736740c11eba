//! Why something about a payment was refused.

use super::{InvalidPaymentState, PaymentState, RefundState};
use crate::{
    explain::{Explain, Explanation, Kind},
    merchant::error::MerchantRefused,
    money::Paise,
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    /// Or it is somebody else's.
    #[error("There is no such payment.")]
    NotFound,
    #[error("You have no wallet to pay from.")]
    NoWallet,
    #[error("This needs {}, and {} is available.", requested.show(), available.show())]
    InsufficientFunds { available: Paise, requested: Paise },
    #[error(transparent)]
    State(#[from] InvalidPaymentState),
    #[error("The time to pay this is over.")]
    Expired,
    #[error("Of this payment {} can still be given back, not {}.", left.show(), requested.show())]
    ExceedsRefundable { left: Paise, requested: Paise },
    #[error("The refund is {}, so this cannot be done.", current.words().to_lowercase())]
    Refund { current: RefundState, requested: RefundState },
    #[error("Only whoever asked for this refund can call it off.")]
    NotRequester,
    #[error(transparent)]
    Merchant(#[from] MerchantRefused),
}

#[cfg(feature = "pg")]
impl PaymentRefused {
    pub(crate) fn state(current: PaymentState, requested: PaymentState) -> PaymentRefused {
        PaymentRefused::State(InvalidPaymentState { current, requested })
    }
}

impl Explain for PaymentRefused {
    fn explain(&self) -> Explanation {
        match self {
            PaymentRefused::NotFound => Explanation::not_found(),
            PaymentRefused::NoWallet | PaymentRefused::NotRequester => {
                Explanation { message: self.to_string(), ..Explanation::not_authorized() }
            }
            PaymentRefused::InsufficientFunds { available, requested } => {
                Explanation::new(Kind::Invalid, "insufficient_funds", self.to_string())
                    .with("available_paise", available.get())
                    .with("requested_paise", requested.get())
            }
            PaymentRefused::State(why) => why.explain(),
            PaymentRefused::Expired => Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                .with("current", PaymentState::Created.as_str())
                .with("requested", PaymentState::Processing.as_str()),
            PaymentRefused::ExceedsRefundable { left, .. } => {
                Explanation::new(Kind::Invalid, "exceeds_refundable", self.to_string())
                    .with("refundable_paise", left.get())
                    .field("amount", self.to_string())
            }
            PaymentRefused::Refund { current, requested } => {
                Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                    .with("current", current.as_str())
                    .with("requested", requested.as_str())
            }
            PaymentRefused::Merchant(why) => why.explain(),
        }
    }
}
