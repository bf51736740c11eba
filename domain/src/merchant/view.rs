//! What pages and the API are shown of merchants.

use crate::{
    bank_account::view::BankAccountView,
    id::{EntryId, MerchantId},
    ledger::kind::EntryKind,
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MerchantBalanceView {
    pub merchant_id: MerchantId,
    #[serde(rename = "available_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub available: Paise,
    /// On its way to a bank.
    #[serde(rename = "held_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub held: Paise,
    #[serde(rename = "total_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub total: Paise,
    /// What refunds took that it did not have: paid with what it is paid next. Left out where it is nothing.
    #[serde(
        rename = "owed_paise",
        with = "crate::money::in_paise",
        default,
        skip_serializing_if = "crate::money::in_paise::is_nothing"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub owed: Paise,
}

/// Why what is available changed. The names are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntryType {
    /// Money arrived.
    Credit,
    /// Set aside for a payout.
    PayoutHold,
    /// A payout failed, and what was held for it is back.
    PayoutReturn,
    /// A customer paid; what is left after the fee.
    Payment,
    /// Given back to a customer, or set aside for that.
    Refund,
    /// A refund was called off.
    RefundReturn,
    /// A mistake was taken back.
    Reversal,
}

/// One line of a merchant's ledger: a change of what is available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerLineView {
    /// The ledger entry.
    pub id: EntryId,
    pub merchant_id: MerchantId,
    /// Positive where there is more available than before.
    #[serde(rename = "amount_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub amount: Paise,
    pub entry_type: EntryType,
    /// The payout or other object behind it.
    pub reference_id: Option<Uuid>,
    pub description: String,
    #[serde(rename = "balance_after_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub balance_after: Paise,
    pub created_at: DateTime<Utc>,
    /// The line's number in this ledger, 1 for the first ever.
    #[serde(default)]
    pub number: i64,
}

/// A merchant as an admin and its own user see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MerchantView {
    pub id: MerchantId,
    pub name: String,
    /// Of the person who acts for it.
    pub email: String,
    pub is_active: bool,
    #[serde(rename = "available_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub available: Paise,
    #[serde(rename = "held_paise", with = "crate::money::in_paise")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub held: Paise,
    /// The newest few, masked.
    pub bank_accounts: Vec<BankAccountView>,
    pub created_at: DateTime<Utc>,
}

/// A merchant's first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MerchantHomeView {
    pub balance: MerchantBalanceView,
    pub name: String,
    pub is_active: bool,
    /// The last few, newest first.
    pub lines: Vec<LedgerLineView>,
}

impl EntryType {
    pub const ALL: [EntryType; 7] = [
        EntryType::Credit,
        EntryType::PayoutHold,
        EntryType::PayoutReturn,
        EntryType::Payment,
        EntryType::Refund,
        EntryType::RefundReturn,
        EntryType::Reversal,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            EntryType::Credit => "CREDIT",
            EntryType::PayoutHold => "PAYOUT_HOLD",
            EntryType::PayoutReturn => "PAYOUT_RETURN",
            EntryType::Payment => "PAYMENT",
            EntryType::Refund => "REFUND",
            EntryType::RefundReturn => "REFUND_RETURN",
            EntryType::Reversal => "REVERSAL",
        }
    }

    pub fn parse(text: &str) -> Option<EntryType> {
        EntryType::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            EntryType::Credit => "Money received",
            EntryType::PayoutHold => "Set aside for a payout",
            EntryType::PayoutReturn => "Payout returned",
            EntryType::Payment => "Payment, less the fee",
            EntryType::Refund => "Refund to a customer",
            EntryType::RefundReturn => "Refund called off",
            EntryType::Reversal => "Reversal",
        }
    }

    /// None for the kinds that change nothing of what a merchant has available.
    pub const fn of(kind: EntryKind) -> Option<EntryType> {
        match kind {
            EntryKind::MerchantFunded => Some(EntryType::Credit),
            EntryKind::PayoutHeld => Some(EntryType::PayoutHold),
            EntryKind::PayoutReturned => Some(EntryType::PayoutReturn),
            EntryKind::PaymentReceived | EntryKind::PaymentFromWallet | EntryKind::PlanFinanced => {
                Some(EntryType::Payment)
            }
            EntryKind::RefundHeld | EntryKind::RefundToWallet => Some(EntryType::Refund),
            EntryKind::RefundReturned => Some(EntryType::RefundReturn),
            EntryKind::Reversal => Some(EntryType::Reversal),
            // What was held leaves from there.
            EntryKind::PayoutSettled
            | EntryKind::RefundSettled
            | EntryKind::RefundCredited
            | EntryKind::PlanPaid
            | EntryKind::PenalCharged
            | EntryKind::PenalWaived
            | EntryKind::WrittenOff
            | EntryKind::CapitalPaidIn
            | EntryKind::WalletToppedUp
            | EntryKind::LoanDisbursed
            | EntryKind::LoanRepaid
            | EntryKind::DepositSettled
            | EntryKind::WithdrawalHeld
            | EntryKind::WithdrawalSettled
            | EntryKind::WithdrawalReturned => None,
        }
    }

    /// The kinds that show as this type.
    pub fn kinds(self) -> Vec<String> {
        let kinds = EntryKind::ALL.into_iter().filter(|kind| EntryType::of(*kind) == Some(self));
        kinds.map(|kind| kind.as_str().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_kind_and_is_written_as_it_is_read() {
        for kind in EntryType::ALL {
            assert!(!kind.kinds().is_empty(), "{kind:?}");
            assert_eq!(EntryType::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
