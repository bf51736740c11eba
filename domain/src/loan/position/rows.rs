use super::{Due, Parts, Position};
use crate::{calendar::days_between, money::Paise};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One row of the schedule on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowState {
    pub number: u16,
    pub due_date: NaiveDate,
    pub principal_due: Paise,
    pub interest_due: Paise,
    pub principal_paid: Paise,
    pub interest_paid: Paise,
    pub status: RowStatus,
    /// 0 if it is paid or not yet overdue.
    pub days_past_due: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RowStatus {
    /// Nothing of it is left; also a row that asks for nothing, and what an early closing made superfluous.
    Paid,
    /// Not due yet, and a part was paid ahead.
    PartlyPaid,
    /// Due at the end of today, and something is left of it.
    Due,
    /// Due before today, and something is left of it.
    Overdue,
    Upcoming,
}

/// A row and how much of it the totals have filled.
pub(super) struct Filled<'a> {
    pub(super) row: &'a Due,
    pub(super) paid: Parts,
    pub(super) left: Parts,
}

impl Position {
    /// Every row with its share of what was paid.
    pub fn row_states(&self, today: NaiveDate) -> Vec<RowState> {
        self.filled().map(|filled| filled.state(today)).collect()
    }

    /// What is left of the rows due before today, and all unpaid charges.
    pub fn overdue(&self, today: NaiveDate) -> Parts {
        self.left_of_rows(|row| row.due_date < today)
    }

    /// What is left of the rows due today or before, and all unpaid charges.
    pub fn due_now(&self, today: NaiveDate) -> Parts {
        self.left_of_rows(|row| row.due_date <= today)
    }

    /// What a penal charge of today is computed on: overdue principal and interest, never earlier charges.
    pub fn penal_base(&self, today: NaiveDate) -> Paise {
        let overdue = self.overdue(today);
        overdue.principal.saturating_add(overdue.interest)
    }

    /// Business date − oldest unpaid due date; 0 if nothing is overdue, and on the due date itself.
    pub fn days_past_due(&self, today: NaiveDate) -> i64 {
        self.oldest_unpaid().map_or(0, |due_date| days_between(due_date, today).max(0))
    }

    /// The due date of the first row of which something is left, past or coming.
    pub fn oldest_unpaid(&self) -> Option<NaiveDate> {
        self.next_due().map(|(due_date, _, _)| due_date)
    }

    /// Date, number and amount left of the first row of which something is left; it may be overdue.
    pub fn next_due(&self) -> Option<(NaiveDate, u16, Paise)> {
        self.filled()
            .find(|filled| !filled.left.total().is_zero())
            .map(|filled| (filled.row.due_date, filled.row.number, filled.left.total()))
    }

    /// How many rows, from the first, have nothing left.
    pub fn settled_rows(&self) -> usize {
        self.filled().take_while(|filled| filled.left.total().is_zero()).count()
    }

    /// The totals poured over the rows from the front. See the module's page for why that is right.
    pub(super) fn filled(&self) -> impl Iterator<Item = Filled<'_>> {
        let interest_owed = self.left().interest.is_positive();
        let mut paid = self.paid;
        self.rows.iter().map(move |row| {
            let principal = paid.principal.clamp(Paise::ZERO, row.principal.or_zero());
            let interest = paid.interest.clamp(Paise::ZERO, row.interest.or_zero());
            paid.principal = paid.principal.saturating_sub(principal);
            paid.interest = paid.interest.saturating_sub(interest);
            let interest_left =
                if interest_owed { row.interest.saturating_sub(interest).or_zero() } else { Paise::ZERO };
            Filled {
                row,
                paid: Parts { principal, interest, penal: Paise::ZERO },
                left: Parts {
                    principal: row.principal.saturating_sub(principal).or_zero(),
                    interest: interest_left,
                    penal: Paise::ZERO,
                },
            }
        })
    }

    /// What is left of the rows up to this number, and all unpaid charges.
    pub(super) fn left_through(&self, number: u16) -> Parts {
        self.left_of_rows(|row| row.number <= number)
    }

    fn left_of_rows(&self, chosen: impl Fn(&Due) -> bool) -> Parts {
        let charges = Parts { penal: self.left().penal, ..Parts::default() };
        let rows = self.filled().filter(|filled| chosen(filled.row));
        rows.fold(charges, |sum, filled| sum.plus(filled.left))
    }
}

impl RowState {
    /// What is still to be paid of it.
    pub fn left(&self) -> Paise {
        if self.status == RowStatus::Paid {
            return Paise::ZERO;
        }
        let due = self.principal_due.saturating_add(self.interest_due);
        due.saturating_sub(self.paid()).or_zero()
    }

    /// Principal and interest paid together.
    pub fn paid(&self) -> Paise {
        self.principal_paid.saturating_add(self.interest_paid)
    }
}

impl RowStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            RowStatus::Paid => "PAID",
            RowStatus::PartlyPaid => "PARTLY_PAID",
            RowStatus::Due => "DUE",
            RowStatus::Overdue => "OVERDUE",
            RowStatus::Upcoming => "UPCOMING",
        }
    }
}

impl Filled<'_> {
    fn state(&self, today: NaiveDate) -> RowState {
        let late = days_between(self.row.due_date, today);
        let status = if self.left.total().is_zero() {
            RowStatus::Paid
        } else if late > 0 {
            RowStatus::Overdue
        } else if late == 0 {
            RowStatus::Due
        } else if self.paid.total().is_positive() {
            RowStatus::PartlyPaid
        } else {
            RowStatus::Upcoming
        };
        RowState {
            number: self.row.number,
            due_date: self.row.due_date,
            principal_due: self.row.principal,
            interest_due: self.row.interest,
            principal_paid: self.paid.principal,
            interest_paid: self.paid.interest,
            status,
            days_past_due: if status == RowStatus::Overdue { late } else { 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::support::*, *};
    use RowStatus::{Due, Overdue, Paid, PartlyPaid, Upcoming};

    /// Three rows of 200 + 20, due on the first of February, March and April.
    fn three_rows() -> Position {
        written_out(
            "2026-01-01",
            &[
                ("2026-02-01", "200.00", "20.00"),
                ("2026-03-01", "200.00", "20.00"),
                ("2026-04-01", "200.00", "20.00"),
            ],
        )
    }

    #[track_caller]
    fn check(principal: &str, interest: &str, today: &str, want: [(RowStatus, i64); 3]) {
        let paid = Parts { principal: rupees(principal), interest: rupees(interest), penal: Paise::ZERO };
        let rows = three_rows().with_paid(paid).row_states(day(today));
        let got: Vec<_> = rows.iter().map(|row| (row.status, row.days_past_due)).collect();
        assert_eq!(got, want, "{principal} + {interest} on {today}");
    }

    #[test]
    fn a_row_is_due_on_its_date_and_overdue_the_day_after() {
        check("0", "0", "2026-01-31", [(Upcoming, 0), (Upcoming, 0), (Upcoming, 0)]);
        check("0", "0", "2026-02-01", [(Due, 0), (Upcoming, 0), (Upcoming, 0)]);
        check("0", "0", "2026-02-02", [(Overdue, 1), (Upcoming, 0), (Upcoming, 0)]);
        check("0", "0", "2026-03-01", [(Overdue, 28), (Due, 0), (Upcoming, 0)]);
        check("0", "0", "2026-04-02", [(Overdue, 60), (Overdue, 32), (Overdue, 1)]);
    }

    #[test]
    fn what_is_paid_fills_the_rows_from_the_front() {
        check("200", "20", "2026-02-02", [(Paid, 0), (Upcoming, 0), (Upcoming, 0)]);
        check("200", "25", "2026-02-02", [(Paid, 0), (PartlyPaid, 0), (Upcoming, 0)]);
        check("199.99", "20", "2026-02-02", [(Overdue, 1), (Upcoming, 0), (Upcoming, 0)]);
        check("0", "40", "2026-03-02", [(Overdue, 29), (Overdue, 1), (Upcoming, 0)]);
        check("400", "40", "2026-03-02", [(Paid, 0), (Paid, 0), (Upcoming, 0)]);
        check("600", "60", "2026-03-02", [(Paid, 0), (Paid, 0), (Paid, 0)]);
    }

    #[test]
    fn a_loan_closed_early_has_nothing_left_in_its_coming_rows() {
        check("600", "25", "2026-02-05", [(Paid, 0), (Paid, 0), (Paid, 0)]);
        let closed = three_rows().with_paid(Parts {
            principal: rupees("600"),
            interest: rupees("25"),
            penal: Paise::ZERO,
        });
        assert!(closed.is_settled());
        assert_eq!(closed.next_due(), None);
        assert_eq!(closed.days_past_due(day("2026-06-01")), 0);
        assert_eq!(closed.row_states(day("2026-06-01"))[1].interest_paid, rupees("5.00"));
    }

    #[test]
    fn what_is_due_and_what_is_overdue() {
        let mut loan = three_rows();
        loan.penal_charged = rupees("7.00");
        let parts = |principal, interest| Parts {
            principal: rupees(principal),
            interest: rupees(interest),
            penal: rupees("7.00"),
        };
        assert_eq!(loan.due_now(day("2026-03-01")), parts("400", "40"));
        assert_eq!(loan.overdue(day("2026-03-01")), parts("200", "20"));
        assert_eq!(loan.penal_base(day("2026-03-01")), rupees("220.00"), "no charge on a charge");
        assert_eq!(loan.due_now(day("2026-01-31")), parts("0", "0"));
        assert_eq!(loan.days_past_due(day("2026-03-01")), 28);
        assert_eq!(loan.days_past_due(day("2026-01-15")), 0);
    }

    #[test]
    fn the_next_instalment_is_the_first_of_which_something_is_left() {
        let next = |principal: &str, interest: &str| {
            let paid = Parts { principal: rupees(principal), interest: rupees(interest), penal: Paise::ZERO };
            three_rows().with_paid(paid).next_due()
        };
        assert_eq!(next("0", "0"), Some((day("2026-02-01"), 1, rupees("220.00"))));
        assert_eq!(next("50", "20"), Some((day("2026-02-01"), 1, rupees("150.00"))));
        assert_eq!(next("200", "30"), Some((day("2026-03-01"), 2, rupees("210.00"))));
        assert_eq!(next("600", "60"), None);
    }

    #[test]
    fn a_row_that_asks_for_nothing_is_paid() {
        // 1 paisa over 3 months: only the last row asks for it.
        let tiny = lent(1, 3, 0, day("2026-01-01"));
        let statuses: Vec<_> = tiny.row_states(day("2026-03-01")).iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Paid, Paid, Upcoming]);
        assert_eq!(tiny.next_due(), Some((day("2026-04-01"), 3, Paise::new(1))));
    }
}
