//! What the tests of this room share: a loan to try things on, and lives of random loans.

use super::{Due, Paid, Position};
use crate::{
    loan::{schedule::schedule, terms::Terms},
    money::{Paise, PositivePaise, Rate},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn rupees(text: &str) -> Paise {
    Paise::parse(text).unwrap()
}

pub(super) fn positive(paise: Paise) -> PositivePaise {
    PositivePaise::try_from(paise).unwrap()
}

/// A loan just paid out, by its terms.
pub(super) fn lent(paise: i64, tenure_months: u16, hundredths: u32, on: NaiveDate) -> Position {
    let principal = positive(Paise::new(paise));
    let terms = Terms { principal, tenure_months, annual_rate: Rate::from_hundredths(hundredths) };
    Position::new(&schedule(&terms, on).unwrap(), on)
}

/// ₹1,00,000 at 12 % over 12 months from 20 November 2026: 8,884.88 a month, the first with 1,000.00 interest.
pub(super) fn ashas_loan() -> Position {
    lent(10_000_000, 12, 1_200, day("2026-11-20"))
}

/// Rows written out as `(due date, principal, interest)` in rupees.
pub(super) fn written_out(on: &str, rows: &[(&str, &str, &str)]) -> Position {
    let rows: Vec<Due> = (1..)
        .zip(rows)
        .map(|(number, (due_date, principal, interest))| Due {
            number,
            due_date: day(due_date),
            principal: rupees(principal),
            interest: rupees(interest),
        })
        .collect();
    Position {
        disbursed_on: day(on),
        principal_lent: Paise::sum(rows.iter().map(|row| row.principal)).unwrap(),
        rows,
        paid: Paid::default(),
        penal_charged: Paise::ZERO,
    }
}

/// One thing that happens to a loan, so many days after the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    days: u64,
    pub(super) act: Act,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// A penal charge of so many paise.
    Charge(i64),
    /// A payment of so many thousandths of what is outstanding.
    PayShare(i64),
    /// A payment of so many paise, or all that is outstanding.
    Pay(i64),
}

impl Step {
    pub(super) fn later(&self, today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(self.days)).unwrap()
    }

    /// What is paid in this step, if anything can be.
    pub(super) fn amount(&self, outstanding: Paise) -> Option<PositivePaise> {
        let most = outstanding.get();
        let paise = match self.act {
            Act::Charge(_) => 0,
            Act::PayShare(thousandths) => most * thousandths / 1_000,
            Act::Pay(paise) => paise.min(most),
        };
        PositivePaise::try_from(Paise::new(paise)).ok()
    }
}

/// Loans of all sizes, among them tiny ones and ones so dear that interest is more than the instalment.
pub(super) fn any_loan() -> impl Strategy<Value = Position> {
    let paise = prop_oneof![1_i64..300, 1_i64..100_000, 1_i64..=50_000_000];
    let rate = prop_oneof![Just(0), 0_u32..=5_000, 0_u32..=200_000];
    (paise, 1_u16..=24, rate, 0_u64..1_500).prop_map(|(paise, months, rate, since)| {
        lent(paise, months, rate, day("2026-01-01").checked_add_days(Days::new(since)).unwrap())
    })
}

pub(super) fn any_life() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        1 => (1_i64..50_000).prop_map(Act::Charge),
        4 => (1_i64..=400).prop_map(Act::PayShare),
        2 => (1_i64..2_000).prop_map(Act::Pay),
    ];
    let days = prop_oneof![0_u64..4, 0_u64..80];
    proptest::collection::vec((days, act).prop_map(|(days, act)| Step { days, act }), 0..40)
}
