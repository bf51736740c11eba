//! Where a loan stands: what is due, paid and left, what a payment would do, what closing it costs today.
//!
//! The rows of a schedule never change. What was paid is held as three totals, and they tell each row's state:
//! interest always goes to the oldest unpaid interest and principal to the oldest unpaid principal, so that
//! each total fills the rows from the front. A property test in `allocate` proves it against a literal
//! row-by-row simulation.
//!
//! Everything here is pure; `today` is the business date in India. Amounts of one loan fit together because
//! [`schedule`](super::schedule::schedule) refuses terms whose total does not, so sums saturate instead of
//! failing.

mod allocate; // which part of a payment goes where
mod class; // the Reserve Bank's classes of delinquency
mod payoff; // what closing the loan today costs
mod receive; // the decision over one payment
mod rows; // the state of every row, and what is due

pub use allocate::Allocation;
pub use class::Class;
pub use payoff::Payoff;
pub use receive::{Receipt, ReceiptKind, Refused};
pub use rows::{RowState, RowStatus};

use super::schedule::Schedule;
use crate::money::Paise;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One row of the schedule as far as paying it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// From 1.
    pub number: u16,
    /// Due at the end of this day in India.
    pub due_date: NaiveDate,
    pub principal: Paise,
    pub interest: Paise,
}

/// Three amounts kept apart: what was paid, is due or is overdue of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub principal: Paise,
    pub interest: Paise,
    /// Charges for being late. They stand on their own account; no interest is ever computed on them.
    pub penal: Paise,
}

/// Everything that was paid on a loan since its disbursement. After an early closing the interest that was
/// paid ahead of time and credited back is no longer in it.
pub type Paid = Parts;

/// A disbursed loan on some day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub disbursed_on: NaiveDate,
    /// In the order of their due dates.
    pub rows: Vec<Due>,
    pub paid: Paid,
    /// All penal charges so far, paid or not.
    pub penal_charged: Paise,
    /// The sum of the rows' principal.
    pub principal_lent: Paise,
}

impl Parts {
    pub fn total(&self) -> Paise {
        self.principal.saturating_add(self.interest).saturating_add(self.penal)
    }

    #[must_use]
    pub fn plus(&self, other: Parts) -> Parts {
        Parts {
            principal: self.principal.saturating_add(other.principal),
            interest: self.interest.saturating_add(other.interest),
            penal: self.penal.saturating_add(other.penal),
        }
    }
}

impl Position {
    /// A loan that was just paid out.
    pub fn new(schedule: &Schedule, disbursed_on: NaiveDate) -> Position {
        let rows = schedule.instalments.iter().map(|row| Due {
            number: row.number,
            due_date: row.due_date,
            principal: row.principal,
            interest: row.interest,
        });
        Position {
            disbursed_on,
            rows: rows.collect(),
            paid: Paid::default(),
            penal_charged: Paise::ZERO,
            principal_lent: schedule.total_amount.saturating_sub(schedule.total_interest),
        }
    }

    /// What is still to be paid if every instalment is paid on its date, with charges. Never negative.
    pub fn outstanding(&self) -> Paise {
        self.left().total()
    }

    /// Nothing is left to pay: the loan is closed, or is to be closed now.
    pub fn is_settled(&self) -> bool {
        self.outstanding().is_zero()
    }

    /// What is still to be paid, by kind.
    ///
    /// Without principal left there is no interest left either: rows pay interest before principal, so
    /// this says something only of a loan closed early, whose coming interest will never be earned.
    pub fn left(&self) -> Parts {
        let principal = self.principal_lent.saturating_sub(self.paid.principal).or_zero();
        let interest = total(&self.rows, |row| row.interest).saturating_sub(self.paid.interest).or_zero();
        Parts {
            principal,
            interest: if principal.is_positive() { interest } else { Paise::ZERO },
            penal: self.penal_left(),
        }
    }

    /// The same loan with these totals paid.
    #[must_use]
    pub fn with_paid(self, paid: Paid) -> Position {
        Position { paid, ..self }
    }

    fn penal_left(&self) -> Paise {
        self.penal_charged.saturating_sub(self.paid.penal).or_zero()
    }
}

fn total(rows: &[Due], of: impl Fn(&Due) -> Paise) -> Paise {
    rows.iter().map(of).fold(Paise::ZERO, Paise::saturating_add)
}

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use super::{support::*, *};

    #[test]
    fn a_loan_just_paid_out() {
        let loan = ashas_loan();
        assert_eq!(loan.principal_lent, rupees("100000.00"));
        assert_eq!(loan.outstanding(), rupees("106618.53"));
        assert_eq!(loan.left().principal, rupees("100000.00"));
        assert!(!loan.is_settled());
    }

    #[test]
    fn charges_are_part_of_what_is_outstanding() {
        let mut loan = ashas_loan();
        loan.penal_charged = rupees("150.00");
        assert_eq!(loan.outstanding(), rupees("106768.53"));
        loan.paid.penal = rupees("150.00");
        assert_eq!(loan.outstanding(), rupees("106618.53"));
    }

    #[test]
    fn nonsense_from_outside_neither_panics_nor_turns_negative() {
        let far = Paise::new(i64::MAX);
        let mut loan = written_out("2026-01-01", &[("2026-02-01", "1.00", "1.00"); 3]);
        for row in &mut loan.rows {
            (row.principal, row.interest) = (far, Paise::new(i64::MIN));
        }
        for (paid, charged) in [(far, far), (Paise::new(i64::MIN), far), (far, Paise::new(i64::MIN))] {
            loan.paid = Paid { principal: paid, interest: paid, penal: paid };
            (loan.penal_charged, loan.principal_lent) = (charged, charged);
            for today in [NaiveDate::MIN, day("2026-02-01"), NaiveDate::MAX] {
                assert!(!loan.outstanding().is_negative());
                assert!(!loan.payoff(today).amount.is_negative());
                let _ =
                    (loan.row_states(today), loan.overdue(today), loan.days_past_due(today), loan.next_due());
                let _ = (loan.allocate(far, today), loan.receive(positive(far), today));
            }
        }
    }
}
