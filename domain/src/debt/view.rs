//! What clients and pages are shown of debts. Amounts are rupees.

use super::Standing;
use crate::{
    id::{InstalmentId, LoanId, PersonId, PlanId},
    loan::position::Class,
    money::{Paise, Rate},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a borrower owes and did not pay in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DebtView {
    pub user_id: PersonId,
    pub has_overdue: bool,
    /// Everything overdue, loans and plans, with charges: the sum of what the instalments below ask for.
    pub total_debt: Paise,
    /// The oldest first.
    pub overdue_installments: Vec<OverdueView>,
    pub user_status: Standing,
    /// The Reserve Bank's, as of the last day that is over.
    pub class: Class,
}

/// One instalment that is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverdueView {
    pub id: InstalmentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<PlanId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_id: Option<LoanId>,
    pub number: i16,
    /// With its charges.
    pub amount_due: Paise,
    /// The charges in it. Those of a loan are all with its oldest instalment.
    pub penalty_amount: Paise,
    pub due_date: NaiveDate,
    pub days_overdue: i64,
}

/// What `POST /debt/{user_id}` did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaidDebtView {
    pub message: String,
    pub paid_installments: Vec<InstalmentId>,
    pub total_paid: Paise,
    pub user_status: Standing,
}

/// One business day that is over, or is being ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayEndView {
    pub business_date: NaiveDate,
    pub started_at: DateTime<Utc>,
    /// Null: it is being ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Borrowers who were looked at.
    pub borrowers: i64,
    pub charges: Paise,
    pub new_debtors: i64,
    pub classes_changed: i64,
    pub reminders: i64,
}

/// How far the ends of days have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayEndsView {
    /// The business date now.
    pub today: NaiveDate,
    /// The last day that is over; null: none yet.
    pub last: Option<NaiveDate>,
    /// How many days are still to be ended.
    pub behind: i64,
    /// The newest first.
    pub days: Vec<DayEndView>,
}

/// Charges for being late on one kind of debt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PenalTermsView {
    /// `loan` or `plan`
    pub debt: String,
    /// Once for each instalment that becomes overdue.
    pub flat: Paise,
    /// A year, on what is overdue of instalments.
    pub annual_rate: Rate,
}

/// A borrower in the work list of what is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverdueBorrowerView {
    pub user_id: PersonId,
    pub full_name: String,
    pub class: Class,
    pub class_since: Option<NaiveDate>,
    pub in_debt_since: Option<DateTime<Utc>>,
    pub oldest_due_date: Option<NaiveDate>,
    pub days_past_due: i64,
    /// With charges.
    pub overdue: Paise,
    /// What is outstanding of everything that is not paid off.
    pub outstanding: Paise,
}
