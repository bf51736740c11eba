//! What clients and pages are shown of payments. Amounts are rupees.

use super::{PaymentState, RefundState};
use crate::{
    actor::Role,
    gateway::GatewayName,
    id::{AttemptId, MerchantId, PaymentId, PlanId, RefundId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Who pays, as the merchant says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerView {
    pub name: Option<String>,
    pub email: Option<String>,
}

/// A payment as its merchant and admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentView {
    pub id: PaymentId,
    pub merchant_id: MerchantId,
    pub amount: Paise,
    /// `INR`
    pub currency: String,
    pub status: PaymentState,
    /// The one that was chosen; null where it was paid from a wallet.
    pub gateway: Option<GatewayName>,
    /// `upi`, `card`, `wallet`; null until somebody chose.
    pub method: Option<String>,
    /// Where the merchant's customer pays.
    pub checkout_url: String,
    pub description: Option<String>,
    pub customer: Option<CustomerView>,
    pub return_url: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Map<String, Value>"))]
    pub metadata: Value,
    /// What the product took of it.
    pub fee: Paise,
    /// What is back with the customer.
    pub refunded_amount: Paise,
    /// What can still be given back: nothing before it is paid, and nothing twice.
    pub refundable_amount: Paise,
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    /// Nobody can begin to pay it after this.
    pub expires_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Of a single one that was asked for, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Vec<AttemptView>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<PaymentEventView>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunds: Option<Vec<RefundView>>,
}

/// One try at one gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttemptView {
    pub id: AttemptId,
    pub number: i16,
    pub gateway: GatewayName,
    /// `upi` or `card`
    pub method: String,
    /// `open`, `taken`, `refused`
    pub status: String,
    pub gateway_reference: Option<String>,
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    /// How often it was sent, and asked about.
    pub sends: i32,
    pub enquiries: i32,
    pub last_contact: Option<String>,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// One change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentEventView {
    /// The state it came to, or was in.
    pub status: String,
    /// In a person's words.
    pub words: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefundView {
    pub id: RefundId,
    pub payment_id: PaymentId,
    pub merchant_id: MerchantId,
    pub merchant_name: String,
    /// Of the purchase.
    pub description: Option<String>,
    /// What it was asked of: the payment, or the plan that paid it.
    pub transaction_id: Uuid,
    pub plan_id: Option<PlanId>,
    pub amount: Paise,
    pub status: RefundState,
    /// Why it ended as it did, where somebody said; else why it was asked for. `expired`: nobody decided it in time.
    pub reason: Option<String>,
    pub requested_reason: Option<String>,
    /// Null: the merchant gave it back on its own account.
    pub requested_by: Option<Role>,
    /// Until when somebody must decide it.
    pub expires_at: Option<DateTime<Utc>>,
    /// Once it is done and went through no gateway: what was taken off the instalments, and what went into the wallet.
    pub to_plan_amount: Option<Paise>,
    pub to_wallet_amount: Option<Paise>,
    /// Null: into the wallet that it was paid from, or off the plan.
    pub gateway: Option<GatewayName>,
    pub gateway_reference: Option<String>,
    /// Of a gateway that refused it: it stays as it is until an admin has looked.
    pub failure_code: Option<String>,
    pub failure_reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What somebody bought, as far as asking it back matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PurchaseView {
    /// The plan that paid it, else the payment.
    pub transaction_id: Uuid,
    pub plan_id: Option<PlanId>,
    pub merchant_name: String,
    pub description: Option<String>,
    pub amount: Paise,
    pub refundable_amount: Paise,
    pub created_at: DateTime<Utc>,
}

/// A payment in a list of many merchants'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentRowView {
    #[serde(flatten)]
    pub payment: PaymentView,
    pub merchant_name: String,
}

/// A payment or refund that does not get on, for admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StuckPaymentView {
    pub payment_id: PaymentId,
    /// `None`: the payment itself.
    pub refund_id: Option<RefundId>,
    pub merchant_name: String,
    pub amount: Paise,
    pub gateway: GatewayName,
    /// In real time.
    pub waiting_seconds: i64,
    /// What the gateway last said, or why it refused.
    pub last_contact: Option<String>,
}

/// What whoever has the address of a checkout may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckoutView {
    pub id: PaymentId,
    pub merchant_name: String,
    pub amount: Paise,
    pub description: Option<String>,
    pub status: PaymentState,
    pub method: Option<String>,
    /// Whether it can be paid now: it waits, its time is not over, its merchant may be paid.
    pub payable: bool,
    /// Its time was over before it was paid.
    pub expired: bool,
    /// Where the gateway waits for the customer.
    pub customer_url: Option<String>,
    pub refunded_amount: Paise,
    /// Back to the merchant's site, with the payment's id and state.
    pub back_url: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// A gateway as an admin sees and sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GatewaySwitchView {
    pub name: GatewayName,
    pub is_enabled: bool,
    /// Its share against the others' weights, 0 to 1000.
    pub weight: i32,
    /// Merchants that have weights of their own.
    pub overrides: Vec<OverrideView>,
    /// Of the last day, by how they ended.
    pub taken: i64,
    pub refused: i64,
    pub open: i64,
    /// What it has taken and not yet paid out to us.
    pub owes: Paise,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverrideView {
    pub merchant_id: MerchantId,
    pub merchant_name: String,
    pub weight: i32,
}
