//! The states of a loan and the verbs between them.
//!
//! `APPLIED → APPROVED → ACTIVE → CLOSED` and `APPLIED → REJECTED`; nothing else.

use crate::explain::{Explain, Explanation, Kind};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum LoanState {
    Applied,
    /// Decided, not paid out. Seen only inside the transaction that does both.
    Approved,
    Active,
    Rejected,
    Closed,
}

/// The verb does not apply in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This loan is {}, so it cannot become {}.", current.as_str(), requested.as_str())]
pub struct InvalidState {
    pub current: LoanState,
    pub requested: LoanState,
}

impl LoanState {
    pub const ALL: [LoanState; 5] =
        [LoanState::Applied, LoanState::Approved, LoanState::Active, LoanState::Rejected, LoanState::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            LoanState::Applied => "APPLIED",
            LoanState::Approved => "APPROVED",
            LoanState::Active => "ACTIVE",
            LoanState::Rejected => "REJECTED",
            LoanState::Closed => "CLOSED",
        }
    }

    pub fn parse(text: &str) -> Option<LoanState> {
        LoanState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn approve(self) -> Result<LoanState, InvalidState> {
        self.step(LoanState::Applied, LoanState::Approved)
    }

    pub fn reject(self) -> Result<LoanState, InvalidState> {
        self.step(LoanState::Applied, LoanState::Rejected)
    }

    pub fn disburse(self) -> Result<LoanState, InvalidState> {
        self.step(LoanState::Approved, LoanState::Active)
    }

    pub fn close(self) -> Result<LoanState, InvalidState> {
        self.step(LoanState::Active, LoanState::Closed)
    }

    /// Takes up one of the places of which a borrower has only so many.
    pub const fn is_open(self) -> bool {
        matches!(self, LoanState::Applied | LoanState::Approved | LoanState::Active)
    }

    fn step(self, from: LoanState, to: LoanState) -> Result<LoanState, InvalidState> {
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
    use LoanState::{Active, Applied, Approved, Closed, Rejected};

    type Verb = fn(LoanState) -> Result<LoanState, InvalidState>;
    const VERBS: [Verb; 4] = [LoanState::approve, LoanState::reject, LoanState::disburse, LoanState::close];

    #[test]
    fn these_transitions_exist_and_no_others() {
        let mut found = Vec::new();
        for from in LoanState::ALL {
            for verb in VERBS {
                if let Ok(to) = verb(from) {
                    found.push((from, to));
                }
            }
        }
        assert_eq!(
            found,
            [(Applied, Approved), (Applied, Rejected), (Approved, Active), (Active, Closed)],
            "in the order of the states and verbs"
        );
    }

    #[test]
    fn nothing_leaves_a_terminal_state() {
        for terminal in [Rejected, Closed] {
            assert!(!terminal.is_open());
            assert!(VERBS.iter().all(|verb| verb(terminal).is_err()));
        }
    }

    #[test]
    fn a_refusal_says_what_is_and_what_was_asked() {
        let refusal = Rejected.approve().unwrap_err().explain();
        assert_eq!((refusal.kind, refusal.code.as_str()), (Kind::Conflict, "invalid_state"));
        assert_eq!(refusal.details["current"], "REJECTED");
        assert_eq!(refusal.details["requested"], "APPROVED");
    }

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for state in LoanState::ALL {
            assert_eq!(LoanState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!(LoanState::parse("applied"), None);
        assert_eq!(LoanState::parse("OTHER"), None);
    }
}
