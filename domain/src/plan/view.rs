//! What clients and pages are shown of plans. Amounts are rupees.

use super::{InstalmentState, PlanState};
use crate::{
    id::{InstalmentId, MerchantId, PaymentId, PersonId, PlanId},
    money::Paise,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A plan as its borrower, its merchant and admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanView {
    pub id: PlanId,
    pub user: PlanUserView,
    pub merchant_id: MerchantId,
    pub merchant_name: String,
    /// The purchase: what the merchant was paid, and what is refunded.
    pub payment_id: PaymentId,
    pub description: Option<String>,
    pub total_amount: Paise,
    /// What is still to be paid, with charges.
    pub outstanding_amount: Paise,
    /// Of the instalments, without charges.
    pub paid_amount: Paise,
    /// Of the purchase: off the instalments and into the wallet together.
    pub refunded_amount: Paise,
    /// Charges for being late that are not paid.
    pub penalty_amount: Paise,
    pub status: PlanState,
    pub installments: Vec<InstalmentView>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanUserView {
    pub user_id: PersonId,
    pub full_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InstalmentView {
    pub id: InstalmentId,
    pub number: i16,
    /// Less what refunds took off it, without charges; of a paid one, what was paid.
    pub amount_due: Paise,
    /// For being late: owed with it, or paid with it.
    pub penalty_amount: Paise,
    pub refunded_amount: Paise,
    pub due_date: NaiveDate,
    pub status: InstalmentState,
    pub paid_at: Option<DateTime<Utc>>,
    /// 0 unless it is overdue.
    pub days_overdue: i64,
}

/// What a plan would be, before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferView {
    /// What may still be bought on instalments.
    pub available: Paise,
    pub least_installments: u16,
    pub most_installments: u16,
    pub days_between: u16,
}

impl InstalmentView {
    /// What paying it takes.
    pub fn asks_for(&self) -> Paise {
        match self.status {
            InstalmentState::Upcoming | InstalmentState::Overdue => {
                self.amount_due.saturating_add(self.penalty_amount)
            }
            InstalmentState::Paid | InstalmentState::Refunded => Paise::ZERO,
        }
    }
}
