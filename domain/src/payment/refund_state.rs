use serde::{Deserialize, Serialize};

/// `PENDING → APPROVED → COMPLETED`, `PENDING → REJECTED | CANCELLED`. What a gateway refuses stays `APPROVED` until an
/// admin has it tried again or calls it off (`CANCELLED`, and the merchant has its money back).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum RefundState {
    /// Waits for the merchant.
    Pending,
    /// On its way back; the merchant's money is set aside.
    Approved,
    Completed,
    Rejected,
    Cancelled,
}

impl RefundState {
    pub const ALL: [RefundState; 5] = [
        RefundState::Pending,
        RefundState::Approved,
        RefundState::Completed,
        RefundState::Rejected,
        RefundState::Cancelled,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            RefundState::Pending => "PENDING",
            RefundState::Approved => "APPROVED",
            RefundState::Completed => "COMPLETED",
            RefundState::Rejected => "REJECTED",
            RefundState::Cancelled => "CANCELLED",
        }
    }

    pub fn parse(text: &str) -> Option<RefundState> {
        RefundState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What somebody decides of it, and the same again is what it is. `Err`: it is too late for that.
    pub fn decide(self, wanted: RefundState) -> Result<bool, RefundState> {
        match (self, wanted) {
            (
                RefundState::Pending,
                RefundState::Approved | RefundState::Rejected | RefundState::Cancelled,
            ) => Ok(true),
            // An approved one that is done by now was approved.
            (RefundState::Completed, RefundState::Approved) => Ok(false),
            (current, wanted) if current == wanted => Ok(false),
            (current, _) => Err(current),
        }
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            RefundState::Pending => "Waiting for a decision",
            RefundState::Approved => "On its way back",
            RefundState::Completed => "Back with the customer",
            RefundState::Rejected => "Rejected",
            RefundState::Cancelled => "Called off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_decided_once() {
        use RefundState::{Approved, Cancelled, Completed, Pending, Rejected};
        for wanted in [Approved, Rejected, Cancelled] {
            assert_eq!(Pending.decide(wanted), Ok(true));
            assert_eq!(wanted.decide(wanted), Ok(false));
        }
        assert_eq!(Completed.decide(Approved), Ok(false));
        for (current, wanted) in [
            (Cancelled, Approved),
            (Rejected, Approved),
            (Approved, Rejected),
            (Approved, Cancelled),
            (Completed, Cancelled),
        ] {
            assert_eq!(current.decide(wanted), Err(current));
        }
    }

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for state in RefundState::ALL {
            assert_eq!(RefundState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
