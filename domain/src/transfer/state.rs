//! `pending → processing → success | failed`; nothing else, and nothing leaves an end.

use crate::explain::{Explain, Explanation, Kind};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TransferState {
    /// Asked for, and not yet sent to the bank. Money that goes out is held already.
    Pending,
    /// Sent, or about to be. The bank has it, or may have it.
    Processing,
    Success,
    Failed,
}

/// The verb does not apply in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is {}, so it cannot become {}.", current.as_str(), requested.as_str())]
pub struct InvalidState {
    pub current: TransferState,
    pub requested: TransferState,
}

impl TransferState {
    pub const ALL: [TransferState; 4] =
        [TransferState::Pending, TransferState::Processing, TransferState::Success, TransferState::Failed];

    pub const fn as_str(self) -> &'static str {
        match self {
            TransferState::Pending => "pending",
            TransferState::Processing => "processing",
            TransferState::Success => "success",
            TransferState::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<TransferState> {
        TransferState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub const fn is_end(self) -> bool {
        matches!(self, TransferState::Success | TransferState::Failed)
    }

    pub fn send(self) -> Result<TransferState, InvalidState> {
        self.step(TransferState::Pending, TransferState::Processing)
    }

    pub fn succeed(self) -> Result<TransferState, InvalidState> {
        self.step(TransferState::Processing, TransferState::Success)
    }

    pub fn fail(self) -> Result<TransferState, InvalidState> {
        self.step(TransferState::Processing, TransferState::Failed)
    }

    fn step(self, from: TransferState, to: TransferState) -> Result<TransferState, InvalidState> {
        if self == from { Ok(to) } else { Err(InvalidState { current: self, requested: to }) }
    }
}

impl Explain for InvalidState {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
            .with("current", self.current.as_str())
            .with("requested", self.requested.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TransferState::{Failed, Pending, Processing, Success};

    #[test]
    fn these_transitions_exist_and_no_others() {
        type Verb = fn(TransferState) -> Result<TransferState, InvalidState>;
        let verbs: [Verb; 3] = [TransferState::send, TransferState::succeed, TransferState::fail];
        let mut found = Vec::new();
        for from in TransferState::ALL {
            for verb in verbs {
                found.extend(verb(from).map(|to| (from, to)));
            }
            assert_eq!(from.is_end(), verbs.iter().all(|verb| verb(from).is_err()), "{from:?}");
            assert_eq!(TransferState::parse(from.as_str()), Some(from));
        }
        assert_eq!(found, [(Pending, Processing), (Processing, Success), (Processing, Failed)]);
    }
}
