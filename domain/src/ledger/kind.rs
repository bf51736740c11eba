//! The closed list of reasons why money moves, and how each looks from a wallet.

use crate::wallet::view::Source;

/// Why an entry was posted. Every kind is drawn as a worked T-account in `docs/ledger.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The owners put money in: bank to capital.
    CapitalPaidIn,
    /// Money arrived at the bank for a wallet.
    WalletToppedUp,
    /// A loan was paid out into the borrower's wallet.
    LoanDisbursed,
    /// A borrower paid towards a loan from the wallet.
    LoanRepaid,
    /// A mistake taken back: the same legs the other way round.
    Reversal,
}

impl EntryKind {
    pub const ALL: [EntryKind; 5] = [
        EntryKind::CapitalPaidIn,
        EntryKind::WalletToppedUp,
        EntryKind::LoanDisbursed,
        EntryKind::LoanRepaid,
        EntryKind::Reversal,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            EntryKind::CapitalPaidIn => "capital.paid_in",
            EntryKind::WalletToppedUp => "wallet.topped_up",
            EntryKind::LoanDisbursed => "loan.disbursed",
            EntryKind::LoanRepaid => "loan.repaid",
            EntryKind::Reversal => "reversal",
        }
    }

    pub fn parse(text: &str) -> Option<EntryKind> {
        EntryKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            EntryKind::CapitalPaidIn => "Capital paid in",
            EntryKind::WalletToppedUp => "Money added to a wallet",
            EntryKind::LoanDisbursed => "Loan paid out",
            EntryKind::LoanRepaid => "Loan repayment",
            EntryKind::Reversal => "Reversal",
        }
    }

    /// The `source` under which a wallet's history shows it.
    pub const fn source(self) -> Source {
        match self {
            EntryKind::CapitalPaidIn | EntryKind::WalletToppedUp => Source::WalletTopup,
            EntryKind::LoanDisbursed => Source::LoanDisbursement,
            EntryKind::LoanRepaid => Source::EmiPayment,
            EntryKind::Reversal => Source::Refund,
        }
    }

    /// The kinds that show as this source.
    pub fn of_source(source: Source) -> Vec<String> {
        let kinds = EntryKind::ALL.into_iter().filter(|kind| kind.source() == source);
        kinds.map(|kind| kind.as_str().to_owned()).collect()
    }
}
