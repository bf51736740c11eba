//! What clients and pages are shown of a transfer.

use super::{TransferKind, TransferState};
use crate::{
    id::{BankAccountId, DiscrepancyId, MerchantId, PaymentId, PersonId, TransferId, WebhookInId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where money goes, as far as anybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaidToView {
    pub id: BankAccountId,
    /// `******6789`
    pub account_number_masked: String,
    pub ifsc_code: String,
}

/// One change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferEventView {
    /// The state it came to, by its name in the contract.
    pub status: String,
    /// In a person's words.
    pub words: String,
    pub at: DateTime<Utc>,
}

/// A deposit or a withdrawal. Amounts are rupees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalletTransferView {
    pub id: TransferId,
    pub user_id: PersonId,
    pub amount: Paise,
    pub status: TransferState,
    /// Of a withdrawal.
    pub bank_account_id: Option<BankAccountId>,
    pub bank_account: Option<PaidToView>,
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    pub bank_reference: Option<String>,
    /// How often it was sent to the bank.
    pub attempts: i16,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Every change of state, oldest first; of a single one that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<TransferEventView>>,
}

/// The states of a payout, by their names in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PayoutStatus {
    Pending,
    Processing,
    Completed,
    Failed,
}

/// A merchant's payout. Amounts are paise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoutView {
    pub id: TransferId,
    pub merchant_id: MerchantId,
    /// `pending`, `processing`, `completed`, `failed`.
    #[cfg_attr(feature = "schema", schemars(with = "PayoutStatus"))]
    pub status: String,
    pub amount_paise: i64,
    pub bank_account_id: BankAccountId,
    pub bank_account: PaidToView,
    pub idempotency_key: String,
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    pub bank_reference: Option<String>,
    /// How often it was sent to the bank.
    pub attempts: i16,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Every change of state, oldest first; of a single one that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<TransferEventView>>,
}

/// Any transfer, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferView {
    pub id: TransferId,
    pub kind: TransferKind,
    pub owner_id: Uuid,
    /// Of the person or merchant.
    pub owner_name: String,
    pub amount: Paise,
    pub status: TransferState,
    pub bank_account: Option<PaidToView>,
    pub idempotency_key: String,
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    pub bank_reference: Option<String>,
    pub attempts: i16,
    pub enquiries: i32,
    /// Real time.
    pub sent_at: Option<DateTime<Utc>>,
    pub contacted_at: Option<DateTime<Utc>>,
    /// What the bank, or the lack of an answer, last told us.
    pub last_contact: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// One transfer with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferPageView {
    pub transfer: TransferView,
    /// Oldest first.
    pub events: Vec<TransferEventView>,
}

/// A transfer that is under way for longer than it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StuckView {
    pub transfer: TransferView,
    /// Since it was sent or, if it never was, asked for; seconds.
    pub waiting_seconds: i64,
    /// The job that looks after it, and when it looks next.
    pub job_id: Option<Uuid>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

/// The bank says something else than what is recorded for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiscrepancyView {
    pub id: DiscrepancyId,
    pub transfer_id: Option<TransferId>,
    pub payment_id: Option<PaymentId>,
    pub webhook_id: Option<WebhookInId>,
    pub what: String,
    pub opened_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub resolved_by: Option<String>,
    pub resolution: Option<String>,
}
