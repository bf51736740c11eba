//! What the admin's page shows of the book.

use super::Share;
use crate::money::Paise;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The last twelve months, the running one as far as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookView {
    pub today: NaiveDate,
    /// Oldest first; from the first in which anything was lent.
    pub months: Vec<BookMonth>,
    /// Of the loans that were paid out in each of those months.
    pub vintages: Vec<Vintage>,
}

/// One month, as it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// Open: neither paid off nor written off.
    pub loans: i64,
    /// Their principal.
    pub outstanding: Paise,
    /// The principal of those with an instalment that is overdue by at least a day, and by more than 30, 60, 90 days.
    pub late: Paise,
    pub over_30: Paise,
    pub over_60: Paise,
    pub over_90: Paise,
    pub disbursed: Paise,
    pub principal: Paise,
    pub interest: Paise,
    pub penal: Paise,
    /// Principal that was given up as lost.
    pub written_off: Paise,
    /// Principal and interest due by the month's end that were not paid before the month began.
    pub demanded: Paise,
    /// What of it was paid.
    pub collected: Paise,
}

impl BookMonth {
    /// Portfolio at risk (PAR 30): the principal of loans with anything overdue by more than 30 days, of all principal that is out.
    pub fn at_risk(&self) -> Option<Share> {
        Share::of(self.over_30, self.outstanding)
    }

    /// Collection efficiency: what was paid of what was to be paid. What is paid ahead of its time does not count before it is due.
    pub fn efficiency(&self) -> Option<Share> {
        Share::of(self.collected, self.demanded)
    }

    pub fn came_in(&self) -> Paise {
        self.principal.saturating_add(self.interest).saturating_add(self.penal)
    }
}

/// The loans that were paid out in one month, and how they did since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vintage {
    /// Its first day.
    pub month: NaiveDate,
    pub disbursed: Paise,
    /// For each month from then on: principal overdue by more than 30 days as it ended, or written off until then, of what was lent.
    pub at_risk: Vec<Option<Share>>,
}
