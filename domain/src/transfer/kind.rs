use super::TransferState;
use crate::bank::Flow;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TransferKind {
    /// Into a wallet.
    Deposit,
    /// Out of a wallet.
    Withdrawal,
    /// Out of a merchant's balance.
    Payout,
}

impl TransferKind {
    pub const ALL: [TransferKind; 3] =
        [TransferKind::Deposit, TransferKind::Withdrawal, TransferKind::Payout];

    pub const fn as_str(self) -> &'static str {
        match self {
            TransferKind::Deposit => "deposit",
            TransferKind::Withdrawal => "withdrawal",
            TransferKind::Payout => "payout",
        }
    }

    pub fn parse(text: &str) -> Option<TransferKind> {
        TransferKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What the API calls its amount: of a payout it is whole paise, of the others rupees.
    pub const fn amount_field(self) -> &'static str {
        match self {
            TransferKind::Deposit | TransferKind::Withdrawal => "amount",
            TransferKind::Payout => "amount_paise",
        }
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            TransferKind::Deposit => "Deposit",
            TransferKind::Withdrawal => "Withdrawal",
            TransferKind::Payout => "Payout",
        }
    }

    pub const fn flow(self) -> Flow {
        match self {
            TransferKind::Deposit => Flow::Collect,
            TransferKind::Withdrawal | TransferKind::Payout => Flow::Pay,
        }
    }

    /// The state's name in the contract: payouts call their good end `completed`.
    pub const fn word(self, state: TransferState) -> &'static str {
        match (self, state) {
            (TransferKind::Payout, TransferState::Success) => "completed",
            (_, state) => state.as_str(),
        }
    }

    /// The state that a filter names.
    pub fn state(self, word: &str) -> Option<TransferState> {
        TransferState::ALL.into_iter().find(|state| self.word(*state) == word)
    }
}
