//! The instalments of a loan: reducing balance, equal monthly instalments (EMI).
//!
//! `EMI = P·R·(1+R)^N / ((1+R)^N − 1)`, rounded half-even to the paisa. A row's interest is its opening balance
//! × the monthly rate, half-even to the paisa; its principal is what the EMI leaves, never below 0 nor above
//! the opening balance; the last row's principal is all that is left, so that it absorbs the rounding.

use super::terms::Terms;
use crate::{
    calendar::add_months_clamped,
    explain::{Explain, Explanation, Kind},
    money::{Paise, Rate, TWELVE_HUNDRED, arithmetic::Arithmetic, round_half_even},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One row. On the wire exactly as `POST /loans/calculate-emi` answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Instalment {
    /// From 1.
    pub number: u16,
    pub due_date: NaiveDate,
    pub opening_principal: Paise,
    pub principal: Paise,
    pub interest: Paise,
    /// What is paid in this row: principal + interest. In the last row it differs from the loan's EMI.
    pub emi: Paise,
    pub closing_principal: Paise,
}

/// All rows of a loan, and their sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Rounded; what every row but the last asks for.
    pub emi: Paise,
    /// Rupees, before rounding. The APR is computed from it, as the Reserve Bank's illustration does it.
    pub emi_exact: Decimal,
    pub instalments: Vec<Instalment>,
    pub total_interest: Paise,
    /// Principal and interest together.
    pub total_amount: Paise,
}

/// Terms that no schedule can be made of. None of these passes the limits of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("A loan has at least one instalment.")]
    NoInstalments,
    #[error("These figures are larger than we can compute.")]
    TooLarge,
    #[error("The last instalment would be due after the end of the calendar.")]
    BeyondCalendar,
}

impl Explain for ScheduleError {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Invalid, "validation_error", self.to_string())
    }
}

/// The rows of a loan that is paid out on that date.
pub fn schedule(terms: &Terms, disbursed_on: NaiveDate) -> Result<Schedule, ScheduleError> {
    let principal = terms.principal.get();
    if terms.tenure_months == 0 {
        return Err(ScheduleError::NoInstalments);
    }
    let emi_exact =
        emi_exact(principal, terms.annual_rate, terms.tenure_months).ok_or(ScheduleError::TooLarge)?;
    let emi = round_half_even(emi_exact).ok_or(ScheduleError::TooLarge)?;

    let mut instalments = Vec::with_capacity(terms.tenure_months.into());
    let mut opening = principal;
    for number in 1..=terms.tenure_months {
        let due_date =
            add_months_clamped(disbursed_on, number.into()).ok_or(ScheduleError::BeyondCalendar)?;
        let last = number == terms.tenure_months;
        let row = instalment(number, due_date, opening, emi, terms.annual_rate, last);
        let row = row.ok_or(ScheduleError::TooLarge)?;
        opening = row.closing_principal;
        instalments.push(row);
    }
    let total_interest =
        Paise::sum(instalments.iter().map(|row| row.interest)).ok_or(ScheduleError::TooLarge)?;
    let total_amount = principal.checked_add(total_interest).ok_or(ScheduleError::TooLarge)?;
    Ok(Schedule { emi, emi_exact, instalments, total_interest, total_amount })
}

fn instalment(
    number: u16,
    due_date: NaiveDate,
    opening: Paise,
    emi: Paise,
    rate: Rate,
    last: bool,
) -> Option<Instalment> {
    let interest = rate.month_of(opening)?;
    let principal = if last { opening } else { emi.checked_sub(interest)?.clamp(Paise::ZERO, opening) };
    Some(Instalment {
        number,
        due_date,
        opening_principal: opening,
        principal,
        interest,
        emi: principal.checked_add(interest)?,
        closing_principal: opening.checked_sub(principal)?,
    })
}

/// The instalment in rupees before any rounding; `None` if it has no months or does not fit.
///
/// The textbook's formula written as `P ÷ (v + v² + … + v^N)` with `v = 1 ÷ (1 + R)`: the same number, but it
/// needs no special case for a rate of zero, subtracts nothing (so that a small rate loses no digits) and
/// cannot overflow in `(1+R)^N`.
pub fn emi_exact(principal: Paise, annual_rate: Rate, months: u16) -> Option<Decimal> {
    let v = TWELVE_HUNDRED.over(TWELVE_HUNDRED.plus(annual_rate.percent())?)?;
    let mut annuity = Decimal::ZERO;
    for _ in 0..months {
        annuity = annuity.plus(Decimal::ONE)?.times(v)?;
    }
    principal.to_decimal().over(annuity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::days_between, money::PositivePaise};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn terms(paise: i64, tenure_months: u16, rate: &str) -> Terms {
        let principal = PositivePaise::try_from(Paise::new(paise)).unwrap();
        Terms { principal, tenure_months, annual_rate: Rate::parse(rate).unwrap() }
    }

    fn exact(rupees: &str, rate: &str, months: u16) -> Decimal {
        emi_exact(Paise::parse(rupees).unwrap(), Rate::parse(rate).unwrap(), months).unwrap()
    }

    #[track_caller]
    fn check_exact(rupees: &str, rate: &str, months: u16, want: &str, digits: u32) {
        let (got, want): (Decimal, Decimal) = (exact(rupees, rate, months), want.parse().unwrap());
        assert!((got - want).abs() < Decimal::new(1, digits), "{got} instead of {want}");
    }

    #[test]
    fn published_instalments_before_rounding() {
        // Reserve Bank, Key Facts Statement
        check_exact("20000", "15", 24, "969.732960939020294443689899794", 24);
        assert!(exact("20000", "15", 24).to_string().starts_with("969.732960939"));
        // numpy-financial, which rounds each of its steps to 28 digits: its last four are not those of the
        // true value, which is the second line.
        check_exact("15000", "8", 60, "304.1459143262052370338701494", 22);
        check_exact("15000", "8", 60, "304.145914326205237033870162045", 24);
        assert_eq!(exact("15000", "0", 60), Decimal::from(250)); // numpy-financial
    }

    #[track_caller]
    fn check_emi(rupees: &str, rate: &str, months: u16, want: &str) {
        assert_eq!(
            round_half_even(exact(rupees, rate, months)).unwrap().rupees(),
            want,
            "{rupees} {rate} {months}"
        );
    }

    #[test]
    fn published_instalments() {
        check_emi("20000", "15", 24, "969.73"); // Reserve Bank
        check_emi("10000", "8", 10, "1037.03"); // Microsoft Excel, PMT
        check_emi("21000", "6.9", 48, "501.90"); // Claris FileMaker, PMT
        check_emi("100", "7", 6, "17.01"); // Apache Fineract
        check_emi("100000", "12", 12, "8884.88");
        check_emi("500000", "10.5", 60, "10746.95");
    }

    #[test]
    fn a_schedule_that_is_collected_to_the_last_paisa() {
        // Apache Fineract, progressive loan test.
        let schedule = schedule(&terms(10_000, 6, "7"), day("2024-01-01")).unwrap();
        let rows: Vec<_> = schedule
            .instalments
            .iter()
            .map(|row| (row.principal.get(), row.interest.get(), row.closing_principal.get(), row.emi.get()))
            .collect();
        assert_eq!(
            rows,
            [
                (1643, 58, 8357, 1701),
                (1652, 49, 6705, 1701),
                (1662, 39, 5043, 1701),
                (1672, 29, 3371, 1701),
                (1681, 20, 1690, 1701),
                (1690, 10, 0, 1700),
            ]
        );
        assert_eq!(schedule.emi, Paise::new(1701));
        assert_eq!(schedule.total_interest, Paise::new(205));
        assert_eq!(schedule.total_amount, Paise::new(10_205));
    }

    #[test]
    fn the_reserve_banks_illustration_but_for_its_rounding_to_the_rupee() {
        let schedule = schedule(&terms(2_000_000, 24, "15"), day("2026-01-31")).unwrap();
        // It shows these as 23,274 and 3,274.
        assert_eq!(schedule.total_amount, Paise::new(2_327_358));
        assert_eq!(schedule.total_interest, Paise::new(327_358));
    }

    #[test]
    fn due_dates_are_counted_from_the_disbursement() {
        let schedule = schedule(&terms(10_000, 4, "7"), day("2026-01-31")).unwrap();
        let dates: Vec<_> = schedule.instalments.iter().map(|row| row.due_date).collect();
        assert_eq!(dates, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"].map(day));
    }

    #[test]
    fn without_interest() {
        let schedule = schedule(&terms(10_000, 3, "0"), day("2026-01-01")).unwrap();
        let principal: Vec<_> = schedule.instalments.iter().map(|row| row.principal.get()).collect();
        assert_eq!(principal, [3333, 3333, 3334]);
        assert!(schedule.total_interest.is_zero());
    }

    #[test]
    fn one_paisa_over_sixty_months() {
        let schedule = schedule(&terms(1, 60, "50"), day("2026-01-01")).unwrap();
        assert_eq!((schedule.instalments.len(), schedule.emi), (60, Paise::ZERO));
        assert_eq!(schedule.instalments[59].principal, Paise::new(1));
        assert_eq!(schedule.total_amount, Paise::new(1));
    }

    #[test]
    fn what_cannot_be_computed_is_refused() {
        assert_eq!(schedule(&terms(100, 0, "12"), day("2026-01-01")), Err(ScheduleError::NoInstalments));
        assert_eq!(emi_exact(Paise::new(100), Rate::default(), 0), None);
        assert_eq!(schedule(&terms(100, 1, "12"), NaiveDate::MAX), Err(ScheduleError::BeyondCalendar));
        assert_eq!(
            schedule(&terms(i64::MAX, 65_535, "100000000000000000000"), day("2026-01-01")),
            Err(ScheduleError::TooLarge)
        );
        assert_eq!(schedule(&terms(i64::MAX, 2, "12"), day("2026-01-01")), Err(ScheduleError::TooLarge));
    }

    #[test]
    fn an_instalment_on_the_wire() {
        let schedule = schedule(&terms(10_000_000, 12, "12"), day("2026-11-20")).unwrap();
        assert_eq!(
            serde_json::to_value(&schedule.instalments[0]).unwrap(),
            serde_json::json!({
                "number": 1, "due_date": "2026-12-20", "opening_principal": "100000.00", "principal": "7884.88",
                "interest": "1000.00", "emi": "8884.88", "closing_principal": "92115.12"
            })
        );
    }

    fn laws(terms: &Terms, schedule: &Schedule) -> Result<(), TestCaseError> {
        let rows = &schedule.instalments;
        let principal = terms.principal.get();
        prop_assert_eq!(rows.len(), usize::from(terms.tenure_months));
        prop_assert_eq!(Paise::sum(rows.iter().map(|row| row.principal)), Some(principal));
        prop_assert_eq!(Paise::sum(rows.iter().map(|row| row.emi)), Some(schedule.total_amount));
        prop_assert_eq!(principal.checked_add(schedule.total_interest), Some(schedule.total_amount));
        prop_assert_eq!(rows.last().unwrap().closing_principal, Paise::ZERO);
        let mut opening = principal;
        for (number, row) in (1_u32..).zip(rows) {
            prop_assert_eq!((u32::from(row.number), row.opening_principal), (number, opening));
            prop_assert!(!row.principal.is_negative() && !row.interest.is_negative());
            prop_assert_eq!(row.principal.checked_add(row.interest), Some(row.emi));
            prop_assert_eq!(row.opening_principal.checked_sub(row.principal), Some(row.closing_principal));
            opening = row.closing_principal;
        }
        for pair in rows.windows(2) {
            prop_assert!((28..=31).contains(&days_between(pair[0].due_date, pair[1].due_date)));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn the_laws_of_a_schedule(
            paise in prop_oneof![1_i64..200, 1_i64..=50_000_000], months in 1_u16..=60, hundredths in 0_u32..=5_000,
            since in 0_i64..3_000,
        ) {
            let terms = terms(paise, months, &Rate::from_hundredths(hundredths).to_string());
            let schedule = schedule(&terms, day("2024-01-31") + chrono::TimeDelta::days(since)).unwrap();
            laws(&terms, &schedule)?;
        }

        #[test]
        fn all_rows_but_the_last_are_the_emi_in_a_loan_of_a_usual_size(
            paise in 100_000_i64..=50_000_000, months in 1_u16..=60, hundredths in 0_u32..=5_000,
        ) {
            let schedule =
                schedule(&terms(paise, months, &Rate::from_hundredths(hundredths).to_string()), day("2026-01-31")).unwrap();
            let (last, others) = schedule.instalments.split_last().unwrap();
            prop_assert!(others.iter().all(|row| row.emi == schedule.emi));
            // The half paisa that rounding took from or added to each instalment, with its interest.
            let off = schedule.emi.get().abs_diff(last.emi.get());
            prop_assert!(off <= 400, "{off}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn absurd_terms_give_a_schedule_or_a_refusal(
            paise in prop_oneof![Just(1), Just(i64::MAX), 1..=i64::MAX],
            months in prop_oneof![Just(0), Just(65_535_u16), 0..=u16::MAX],
            units in prop_oneof![Just(0), Just(100_000_000_000_000_000_000_i128), 0..i128::from(u64::MAX)],
            decimals in 0_u32..=4,
        ) {
            let principal = PositivePaise::try_from(Paise::new(paise)).unwrap();
            let annual_rate = Rate::new(Decimal::from_i128_with_scale(units, decimals)).unwrap();
            let terms = Terms { principal, tenure_months: months, annual_rate };
            if let Ok(schedule) = schedule(&terms, day("2026-01-31")) {
                laws(&terms, &schedule)?;
            }
        }
    }
}
