//! What pages and the API are shown of loans.

use super::{
    eligibility::RuleAnswer,
    position::RowState,
    schedule::{Instalment, Schedule},
    state::LoanState,
};
use crate::{
    id::{EntryId, LoanId, PersonId, RepaymentId},
    money::{Paise, Rate},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What the borrower needs the money for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    HomeRepair,
    Education,
    Medical,
    Business,
    #[default]
    Other,
}

/// The Loan of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoanView {
    pub id: LoanId,
    pub user_id: PersonId,
    pub principal_amount: Paise,
    pub tenure_months: u16,
    pub interest_rate: Rate,
    pub purpose: Purpose,
    pub status: LoanState,
    /// What is still to be paid if every instalment is paid on its date, with charges.
    pub outstanding_amount: Paise,
    pub emi_amount: Paise,
    pub next_due_date: Option<NaiveDate>,
    /// What is left of the next instalment.
    pub next_due_amount: Option<Paise>,
    pub days_past_due: i64,
    pub rejection_reason: Option<String>,
    /// Who has said yes so far, where two must (see `maker_checker_above`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<PersonId>,
    pub disbursed_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a loan would cost, or will.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalculationView {
    pub emi_amount: Paise,
    pub total_interest: Paise,
    pub total_amount: Paise,
    pub tenure_months: u16,
    /// Per cent a year, two decimals.
    pub apr: Rate,
    pub schedule: Vec<Instalment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum RepaymentType {
    Partial,
    Full,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepaymentView {
    pub id: RepaymentId,
    pub loan_id: LoanId,
    pub amount: Paise,
    #[serde(rename = "type")]
    pub kind: RepaymentType,
    /// Always `SUCCESS`: a refused repayment leaves nothing behind.
    pub status: String,
    pub principal_component: Paise,
    /// Negative where interest that was paid ahead of its time was credited back.
    pub interest_component: Paise,
    pub penalty_component: Paise,
    pub created_at: DateTime<Utc>,
}

/// The answer to a repayment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepaymentReceipt {
    pub repayment: RepaymentView,
    pub new_outstanding: Paise,
    pub loan_closed: bool,
}

/// What closes the loan today, with its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoffView {
    pub loan_id: LoanId,
    /// The business date that it holds for.
    pub date: NaiveDate,
    pub payoff_amount: Paise,
    /// Principal lent. The payoff is `principal + interest_accrued + charges − total_paid`, never below 0.
    pub principal: Paise,
    /// Interest earned from disbursement to today.
    pub interest_accrued: Paise,
    pub interest_paid: Paise,
    pub charges: Paise,
    pub total_paid: Paise,
    /// What is saved against paying every instalment on its date.
    pub saving: Paise,
}

/// One row of a loan's schedule as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduleRowView {
    #[serde(flatten)]
    pub instalment: Instalment,
    #[serde(flatten)]
    pub state: RowProgress,
}

/// How far an instalment is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowProgress {
    /// `PAID`, `PARTLY_PAID`, `DUE`, `OVERDUE` or `UPCOMING`.
    pub status: String,
    pub paid: Paise,
    pub days_past_due: i64,
}

/// A repayment with the ledger entry that it made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReceiptView {
    pub repayment: RepaymentView,
    pub entry: EntryId,
    pub outstanding_after: Paise,
}

/// Everything that the page of one loan shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoanPageView {
    pub loan: LoanView,
    pub borrower_name: String,
    /// The business date at which it was read.
    pub today: NaiveDate,
    pub wallet_balance: Paise,
    pub total_interest: Paise,
    pub total_amount: Paise,
    pub apr: Rate,
    /// What is overdue and due today; what the button "Pay" proposes, else the next instalment.
    pub due_now: Paise,
    pub payoff: Option<PayoffView>,
    pub schedule: Vec<ScheduleRowView>,
    /// Newest first, the latest ten.
    pub receipts: Vec<ReceiptView>,
    pub timeline: Vec<EventView>,
}

/// Something that happened to an object, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventView {
    pub at: DateTime<Utc>,
    pub words: String,
    pub by: String,
}

/// One application in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplicationView {
    pub loan: LoanView,
    pub applicant_name: String,
}

/// The applicant beside the application: what the admin needs to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplicantView {
    pub loan: LoanView,
    pub person: crate::identity::view::PersonView,
    pub is_active: bool,
    /// The business date at which it was read.
    pub today: NaiveDate,
    pub wallet_balance: Paise,
    /// Outstanding over all active loans.
    pub owed: Paise,
    pub overdue: Paise,
    pub worst_days_past_due: i64,
    pub instalments_paid: i64,
    pub instalments_paid_late: i64,
    pub other_loans: Vec<LoanView>,
    pub rules: Vec<RuleAnswer>,
}

/// A borrower's first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BorrowerHomeView {
    pub today: NaiveDate,
    /// The hour of the day in India, for the greeting.
    pub hour: u32,
    pub wallet: crate::wallet::view::BalanceView,
    /// Wallet balance at the end of each of the last thirty days, oldest first.
    pub balance_by_day: Vec<Paise>,
    /// Open loans first, newest first.
    pub loans: Vec<LoanCardView>,
    pub plans: PlansCardView,
    pub transactions: Vec<crate::wallet::view::TransactionView>,
}

/// All plans together, on the dashboard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlansCardView {
    /// How many are not paid off.
    pub open: i64,
    /// With charges.
    pub outstanding: Paise,
    /// With charges.
    pub overdue: Paise,
    /// The next instalment that is not overdue: when, and how much falls due then.
    pub next_due_date: Option<NaiveDate>,
    pub next_due_amount: Option<Paise>,
}

/// A loan on the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoanCardView {
    pub loan: LoanView,
    /// Principal and interest over the whole life.
    pub total_amount: Paise,
    pub paid: Paise,
    pub payoff_amount: Option<Paise>,
    pub ends_on: Option<NaiveDate>,
    /// The number of the next instalment that is not paid.
    pub next_number: Option<u16>,
    pub overdue: Paise,
}

/// The admin's first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TodayView {
    pub today: NaiveDate,
    pub waiting: i64,
    pub oldest_waiting_since: Option<DateTime<Utc>>,
    pub disbursed_today: Paise,
    pub collected_today: Paise,
    pub active_loans: i64,
    pub principal_outstanding: Paise,
    pub overdue_loans: i64,
    pub overdue_amount: Paise,
    pub overdue_by_age: Vec<OverdueBucket>,
    /// The last fourteen days, oldest first.
    pub days: Vec<DayFlow>,
    pub people: i64,
    pub wallets_total: Paise,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverdueBucket {
    /// `1–30 days`, `31–60 days` …
    pub words: String,
    pub loans: i64,
    pub amount: Paise,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayFlow {
    pub date: NaiveDate,
    pub disbursed: Paise,
    pub collected: Paise,
}

/// A person in the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonRowView {
    pub person: crate::identity::view::PersonView,
    pub is_active: bool,
    pub wallet_balance: Option<Paise>,
    pub open_loans: i64,
    pub owed: Paise,
    pub worst_days_past_due: i64,
}

/// One person, as the admin sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonPageView {
    pub row: PersonRowView,
    pub loans: Vec<LoanView>,
    pub transactions: Vec<crate::wallet::view::TransactionView>,
    pub timeline: Vec<EventView>,
}

impl Purpose {
    pub const ALL: [Purpose; 5] =
        [Purpose::HomeRepair, Purpose::Education, Purpose::Medical, Purpose::Business, Purpose::Other];

    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::HomeRepair => "HOME_REPAIR",
            Purpose::Education => "EDUCATION",
            Purpose::Medical => "MEDICAL",
            Purpose::Business => "BUSINESS",
            Purpose::Other => "OTHER",
        }
    }

    pub fn parse(text: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    pub const fn words(self) -> &'static str {
        match self {
            Purpose::HomeRepair => "Home repair",
            Purpose::Education => "Education",
            Purpose::Medical => "Medical",
            Purpose::Business => "Business",
            Purpose::Other => "Other",
        }
    }
}

impl CalculationView {
    pub fn of(schedule: Schedule, apr: Rate) -> Self {
        CalculationView {
            emi_amount: schedule.emi,
            total_interest: schedule.total_interest,
            total_amount: schedule.total_amount,
            tenure_months: u16::try_from(schedule.instalments.len()).unwrap_or(u16::MAX),
            apr,
            schedule: schedule.instalments,
        }
    }
}

impl RowProgress {
    pub fn of(row: &RowState) -> Self {
        RowProgress {
            status: row.status.as_str().to_owned(),
            paid: row.paid(),
            days_past_due: row.days_past_due,
        }
    }
}
