use serde::{Deserialize, Serialize};

/// `PENDING → APPROVED → COMPLETED`, `PENDING → REJECTED | CANCELLED`. What a gateway refuses stays `APPROVED` until an
/// admin has it tried again or calls it off (`CANCELLED`, and the merchant has its money back).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    fn written_and_read_again_it_is_the_same() {
        for state in RefundState::ALL {
            assert_eq!(RefundState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
