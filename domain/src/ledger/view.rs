//! What the admin's ledger pages are shown.

use crate::{
    id::{AccountId, EntryId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One account with its balance, kept in the account's normal side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountView {
    pub id: AccountId,
    /// `wallet`, `loan_principal`, `bank` …
    pub kind: String,
    /// `debit` (assets) or `credit` (liabilities, income, capital).
    pub normal_side: String,
    /// The person, loan or merchant it belongs to; none for the platform's own.
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub guarded: bool,
    pub balance: Paise,
    pub created_at: DateTime<Utc>,
}

/// All accounts of one kind together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialBalanceRow {
    pub kind: String,
    pub normal_side: String,
    pub accounts: i64,
    pub debit: Paise,
    pub credit: Paise,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialBalanceView {
    pub rows: Vec<TrialBalanceRow>,
    pub total_debit: Paise,
    pub total_credit: Paise,
}

/// One movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryView {
    pub id: EntryId,
    pub kind: String,
    pub description: String,
    /// When it counts (business time).
    pub effective_at: DateTime<Utc>,
    /// When it was written (real time).
    pub recorded_at: DateTime<Utc>,
    /// The loan, repayment or other object behind it.
    pub reference_id: Option<Uuid>,
    pub reverses: Option<EntryId>,
    pub reversed_by: Option<EntryId>,
    /// The sum of its debits.
    pub amount: Paise,
    pub legs: Vec<LegView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LegView {
    pub account_id: AccountId,
    pub account_kind: String,
    pub owner_name: Option<String>,
    pub debit: Option<Paise>,
    pub credit: Option<Paise>,
    /// Only guarded accounts carry a running number and balance.
    pub number: Option<i64>,
    pub balance_after: Option<Paise>,
}

/// "Explain this balance": the account, and every leg that made it, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountLine {
    pub entry_id: EntryId,
    pub kind: String,
    pub description: String,
    pub effective_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    /// In the account's normal side: positive raises the balance.
    pub change: Paise,
    pub number: Option<i64>,
    pub balance_after: Option<Paise>,
}

/// The balance of one account recomputed from its legs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BalanceExplanation {
    pub account: AccountView,
    pub legs: i64,
    pub total_debit: Paise,
    pub total_credit: Paise,
    pub recomputed: Paise,
    /// Stored balance less recomputed balance; must be zero.
    pub difference: Paise,
}

/// What `prove-ledger` found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofView {
    pub checked_at: DateTime<Utc>,
    pub accounts: i64,
    pub entries: i64,
    pub legs: i64,
    pub loans: i64,
    pub total_debit: Paise,
    pub total_credit: Paise,
    pub took_ms: i64,
    /// Each check by name, with the number of places where it failed.
    pub checks: Vec<CheckView>,
    /// The first hundred differences, in words.
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckView {
    pub name: String,
    pub promise: String,
    pub failures: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    pub check: String,
    pub what: String,
    pub expected: Paise,
    pub found: Paise,
}

impl ProofView {
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty() && self.checks.iter().all(|check| check.failures == 0)
    }
}
