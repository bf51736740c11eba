//! `CREATED → PROCESSING → SUCCESS → REFUNDED`, `PROCESSING → FAILED`, `CREATED → FAILED` where it expires; nothing else.

use crate::explain::{Explain, Explanation, Kind};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum PaymentState {
    /// Asked for; nobody has tried to take it yet.
    Created,
    /// Being taken: a gateway has it, or may have it.
    Processing,
    Success,
    Failed,
    /// All of it went back.
    Refunded,
}

/// The verb does not apply in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The payment is {}, so it cannot become {}.", current.as_str(), requested.as_str())]
pub struct InvalidPaymentState {
    pub current: PaymentState,
    pub requested: PaymentState,
}

impl PaymentState {
    pub const ALL: [PaymentState; 5] = [
        PaymentState::Created,
        PaymentState::Processing,
        PaymentState::Success,
        PaymentState::Failed,
        PaymentState::Refunded,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            PaymentState::Created => "CREATED",
            PaymentState::Processing => "PROCESSING",
            PaymentState::Success => "SUCCESS",
            PaymentState::Failed => "FAILED",
            PaymentState::Refunded => "REFUNDED",
        }
    }

    pub fn parse(text: &str) -> Option<PaymentState> {
        PaymentState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            PaymentState::Created => "Waiting",
            PaymentState::Processing => "Being paid",
            PaymentState::Success => "Paid",
            PaymentState::Failed => "Failed",
            PaymentState::Refunded => "Refunded",
        }
    }

    /// Nothing more is taken from the customer.
    pub const fn is_settled(self) -> bool {
        matches!(self, PaymentState::Success | PaymentState::Failed | PaymentState::Refunded)
    }

    pub fn begin(self) -> Result<PaymentState, InvalidPaymentState> {
        self.step(&[PaymentState::Created], PaymentState::Processing)
    }

    pub fn succeed(self) -> Result<PaymentState, InvalidPaymentState> {
        self.step(&[PaymentState::Processing], PaymentState::Success)
    }

    pub fn fail(self) -> Result<PaymentState, InvalidPaymentState> {
        self.step(&[PaymentState::Created, PaymentState::Processing], PaymentState::Failed)
    }

    pub fn refund(self) -> Result<PaymentState, InvalidPaymentState> {
        self.step(&[PaymentState::Success], PaymentState::Refunded)
    }

    fn step(self, from: &[PaymentState], to: PaymentState) -> Result<PaymentState, InvalidPaymentState> {
        if from.contains(&self) { Ok(to) } else { Err(InvalidPaymentState { current: self, requested: to }) }
    }
}

impl Explain for InvalidPaymentState {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
            .with("current", self.current.as_str())
            .with("requested", self.requested.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaymentState::{Created, Failed, Processing, Refunded, Success};

    #[test]
    fn these_transitions_exist_and_no_others() {
        type Verb = fn(PaymentState) -> Result<PaymentState, InvalidPaymentState>;
        let verbs: [Verb; 4] =
            [PaymentState::begin, PaymentState::succeed, PaymentState::fail, PaymentState::refund];
        let mut found = Vec::new();
        for from in PaymentState::ALL {
            found.extend(verbs.iter().filter_map(|verb| verb(from).ok()).map(|to| (from, to)));
            assert_eq!(PaymentState::parse(from.as_str()), Some(from));
            assert_eq!(serde_json::to_value(from).unwrap(), from.as_str());
        }
        let expected = [
            (Created, Processing),
            (Created, Failed),
            (Processing, Success),
            (Processing, Failed),
            (Success, Refunded),
        ];
        assert_eq!(found, expected);
    }
}
