//! What pages and the API are shown of a wallet.

use crate::{
    id::{EntryId, PersonId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BalanceView {
    pub user_id: PersonId,
    pub balance: Paise,
    /// On its way out; part of neither balance nor what may be spent.
    pub held: Paise,
    pub currency: String,
}

/// Which way money went, seen from the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Direction {
    Credit,
    Debit,
}

/// Why a wallet's balance changed. The names are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    LoanDisbursement,
    EmiPayment,
    WalletTopup,
    Withdrawal,
    WithdrawalReversal,
    BnplInstallment,
    Payment,
    Refund,
    Fee,
}

/// One line of a wallet's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransactionView {
    /// The ledger entry.
    pub id: EntryId,
    pub user_id: PersonId,
    /// Always positive; `type` says the direction.
    pub amount: Paise,
    #[serde(rename = "type")]
    pub direction: Direction,
    pub source: Source,
    /// The loan, repayment or other object behind it.
    pub reference_id: Option<Uuid>,
    pub description: String,
    pub balance_after: Paise,
    pub created_at: DateTime<Utc>,
    /// The line's number in this wallet, 1 for the first ever.
    #[serde(default)]
    pub number: i64,
}

/// A statement: everything between two dates, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementView {
    pub from: chrono::NaiveDate,
    pub to: chrono::NaiveDate,
    /// Whose wallet it is.
    pub holder: String,
    pub opening_balance: Paise,
    /// Oldest first.
    pub lines: Vec<TransactionView>,
    pub closing_balance: Paise,
}

impl StatementView {
    /// All that came in, or all that went out; `None` beyond what an amount can be.
    pub fn total(&self, direction: Direction) -> Option<Paise> {
        Paise::sum(self.lines.iter().filter(|line| line.direction == direction).map(|line| line.amount))
    }
}

impl Source {
    pub const ALL: [Source; 9] = [
        Source::LoanDisbursement,
        Source::EmiPayment,
        Source::WalletTopup,
        Source::Withdrawal,
        Source::WithdrawalReversal,
        Source::BnplInstallment,
        Source::Payment,
        Source::Refund,
        Source::Fee,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Source::LoanDisbursement => "LOAN_DISBURSEMENT",
            Source::EmiPayment => "EMI_PAYMENT",
            Source::WalletTopup => "WALLET_TOPUP",
            Source::Withdrawal => "WITHDRAWAL",
            Source::WithdrawalReversal => "WITHDRAWAL_REVERSAL",
            Source::BnplInstallment => "BNPL_INSTALLMENT",
            Source::Payment => "PAYMENT",
            Source::Refund => "REFUND",
            Source::Fee => "FEE",
        }
    }

    pub fn parse(text: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            Source::LoanDisbursement => "Loan paid out",
            Source::EmiPayment => "Loan repayment",
            Source::WalletTopup => "Money added",
            Source::Withdrawal => "Withdrawal",
            Source::WithdrawalReversal => "Withdrawal returned",
            Source::BnplInstallment => "Pay later instalment",
            Source::Payment => "Payment",
            Source::Refund => "Refund",
            Source::Fee => "Fee",
        }
    }
}
