//! The annual percentage rate: what a loan costs a year when everything is counted in.
//!
//! Nominal: periods in a year × the rate of one period at which all advances and all payments are worth the
//! same, as the Reserve Bank's Key Facts Statement and the US Regulation Z, Appendix J compute it:
//! `Σ advance ÷ ((1 + f·i)·(1 + i)^t) = Σ payment ÷ ((1 + f·i)·(1 + i)^t)`.

mod solve; // the root of the equation, in decimals

use super::schedule::Schedule;
use crate::money::{Paise, Rate, arithmetic::Arithmetic};
use rust_decimal::{Decimal, RoundingStrategy};
pub use solve::unit_rate;

/// When money moves, counted from the first advance in periods: so many whole ones and a fraction of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaymentTime {
    pub whole: u32,
    /// At least 0, less than 1; what an odd first period adds to every payment.
    pub fraction: Decimal,
}

impl PaymentTime {
    pub const fn whole(periods: u32) -> PaymentTime {
        PaymentTime { whole: periods, fraction: Decimal::ZERO }
    }
}

const MONTHS_A_YEAR: Decimal = Decimal::from_parts(12, 0, 0, false, 0);

/// Money that moves at a time, in any unit as long as all are the same.
pub type Flow = (PaymentTime, Decimal);

/// The APR to two decimals of a loan of which `received` reaches the borrower.
///
/// It is computed from the exact instalment, as in the Reserve Bank's illustration, so that without a fee it
/// equals the interest rate for every loan, also for one so small that its rounded instalments are far off.
/// `None` if nothing is received, or more than is paid back.
pub fn apr(received: Paise, schedule: &Schedule) -> Option<Rate> {
    to_two_decimals(apr_exact(received, schedule)?)
}

/// As [`apr`], in percent and unrounded.
pub fn apr_exact(received: Paise, schedule: &Schedule) -> Option<Decimal> {
    let times = schedule.instalments.iter().map(|row| PaymentTime::whole(row.number.into()));
    let payments: Vec<Flow> = times.map(|time| (time, schedule.emi_exact)).collect();
    apr_monthly(received.to_decimal(), &payments)
}

/// The APR in percent, unrounded, of one advance and payments counted in months.
pub fn apr_monthly(received: Decimal, payments: &[Flow]) -> Option<Decimal> {
    apr_of(&[(PaymentTime::default(), received)], payments, MONTHS_A_YEAR)
}

/// The APR in percent, unrounded, of any advances and payments, with so many periods in a year: 12 months, 52
/// weeks, 365/255 for a single payment after 255 days.
pub fn apr_of(advances: &[Flow], payments: &[Flow], periods_a_year: Decimal) -> Option<Decimal> {
    let percent = unit_rate(advances, payments)?.times(Decimal::ONE_HUNDRED)?;
    percent.times(periods_a_year)
}

/// Percent to two decimals, half away from zero.
///
/// The solver's last digits are noise: they are dropped first, so that 12.355 does not become 12.35
/// because it was found as 12.35499….
pub fn to_two_decimals(percent: Decimal) -> Option<Rate> {
    let away = RoundingStrategy::MidpointAwayFromZero;
    Rate::new(percent.round_dp(12).round_dp_with_strategy(2, away)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        loan::{schedule::schedule, terms::Terms},
        money::PositivePaise,
    };
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        match text.split_once('/') {
            Some((top, bottom)) => number(top) / number(bottom),
            None => text.parse().unwrap(),
        }
    }

    /// Payments one period apart, as `count × amount` runs.
    fn payments(whole: u32, fraction: &str, runs: &[(usize, &str)]) -> Vec<Flow> {
        let amounts = runs.iter().flat_map(|(count, amount)| std::iter::repeat_n(number(amount), *count));
        let fraction = number(fraction);
        (whole..).map(|whole| PaymentTime { whole, fraction }).zip(amounts).collect()
    }

    #[track_caller]
    fn check(received: &str, payments: &[Flow], periods_a_year: &str, want: &str) {
        let received = [(PaymentTime::default(), number(received))];
        let apr = apr_of(&received, payments, number(periods_a_year)).and_then(to_two_decimals);
        assert_eq!(apr.map(|apr| apr.to_string()).as_deref(), Some(want));
    }

    #[test]
    fn regulation_z_appendix_j_regular() {
        check("5000", &payments(1, "0", &[(24, "230")]), "12", "9.69");
        check("6000", &payments(1, "19/30", &[(36, "200")]), "12", "11.82");
        check("5000", &payments(0, "6/15", &[(24, "219.17")]), "24", "10.34");
        check("10000", &payments(1, "39/90", &[(40, "385")]), "4", "8.97");
        check("500", &payments(4, "4/7", &[(30, "17.60")]), "52", "14.96");
    }

    #[test]
    fn regulation_z_appendix_j_irregular() {
        check("5000", &payments(1, "0", &[(1, "250"), (23, "230")]), "12", "10.08");
        check("400", &payments(1, "5/28", &[(1, "39.50"), (11, "38.31")]), "13", "28.50");
        check("5000", &payments(1, "0", &[(23, "230"), (1, "280")]), "12", "10.50");
        check("200", &payments(0, "8/14", &[(19, "9.50"), (1, "30")]), "26", "12.22");
        check("5000", &payments(1, "0", &[(1, "250"), (22, "230"), (1, "280")]), "12", "10.90");
        check("8000", &payments(0, "52/60", &[(1, "449.36"), (18, "465"), (1, "200")]), "6", "7.30");
        check("1000", &payments(1, "0", &[(1, "1080")]), "365/255", "11.45");
    }

    #[test]
    fn the_reserve_banks_illustration() {
        let terms = terms(2_000_000, 24, "15");
        let schedule = schedule(&terms, "2026-01-31".parse().unwrap()).unwrap();
        let received = Paise::new(1_960_000);
        assert_eq!(apr(received, &schedule).unwrap().to_string(), "17.07");
        assert_eq!(apr_exact(received, &schedule).unwrap().round_dp(4), number("17.0706"));
        check("19600", &payments(1, "0", &[(24, "970")]), "12", "17.10");
    }

    #[test]
    fn money_advanced_in_two_parts() {
        // 1,000 at once and 1,000 after a month; after two months exactly 1 % a month of both is paid back.
        let month = PaymentTime::whole;
        let advances = [(month(0), number("1000")), (month(1), number("1000"))];
        let apr = apr_of(&advances, &[(month(2), number("2030.10"))], MONTHS_A_YEAR);
        assert_eq!(apr.and_then(to_two_decimals).unwrap().to_string(), "12.00");
    }

    #[test]
    fn where_there_is_no_rate_there_is_none() {
        let twelve = payments(1, "0", &[(12, "100")]);
        assert_eq!(apr_monthly(number("1200"), &twelve), Some(Decimal::ZERO));
        assert_eq!(apr_monthly(number("1200.01"), &twelve), None, "less is paid back than received");
        assert_eq!(apr_monthly(number("0"), &twelve), None);
        assert_eq!(apr_monthly(number("-1"), &twelve), None);
        assert_eq!(apr_monthly(number("1000"), &[]), None);
        assert_eq!(apr_monthly(number("1000"), &payments(1, "0", &[(11, "200"), (1, "-1")])), None);
        assert_eq!(apr_monthly(number("1000"), &payments(1, "1", &[(12, "100")])), None, "a fraction of 1");
        assert_eq!(apr_monthly(number("1"), &payments(1, "0", &[(1, "2000000")])), None, "no rate so high");
        assert_eq!(apr_monthly(number("1"), &payments(0, "0", &[(1, "2")])), None, "paid back at once");
    }

    #[test]
    fn no_interest_is_a_rate_of_zero_also_where_the_instalment_does_not_end() {
        for (paise, months) in [(391_187, 41), (10_000, 3), (1, 60)] {
            let schedule = schedule(&terms(paise, months, "0"), "2026-01-31".parse().unwrap()).unwrap();
            assert_eq!(apr(Paise::new(paise), &schedule), Some(Rate::default()), "{paise} over {months}");
        }
    }

    #[test]
    fn a_rate_between_two_hundredths_is_rounded_from_its_true_value() {
        let schedule = schedule(&terms(10_000_000, 12, "12.355"), "2026-01-31".parse().unwrap()).unwrap();
        assert_eq!(apr(Paise::new(10_000_000), &schedule).unwrap().to_string(), "12.36");
    }

    fn terms(paise: i64, tenure_months: u16, rate: &str) -> Terms {
        let principal = PositivePaise::try_from(Paise::new(paise)).unwrap();
        Terms { principal, tenure_months, annual_rate: Rate::parse(rate).unwrap() }
    }

    proptest! {
        #[test]
        fn without_a_fee_it_is_the_interest_rate(
            paise in 1_i64..=50_000_000, months in 1_u16..=60, hundredths in prop_oneof![Just(0), 0_u32..=5_000],
        ) {
            let rate = Rate::from_hundredths(hundredths);
            let terms = terms(paise, months, &rate.to_string());
            let schedule = schedule(&terms, "2026-01-31".parse().unwrap()).unwrap();
            prop_assert_eq!(apr(Paise::new(paise), &schedule), Some(rate));
        }

        #[test]
        fn a_fee_makes_it_more_and_a_greater_fee_still_more(
            paise in 100_000_i64..=50_000_000, months in 1_u16..=60, hundredths in 0_u32..=5_000,
            fee in 1_i64..50, more in 1_i64..40,
        ) {
            let rate = Rate::from_hundredths(hundredths);
            let schedule = schedule(&terms(paise, months, &rate.to_string()), "2026-01-31".parse().unwrap()).unwrap();
            let after = |percent: i64| apr_exact(Paise::new(paise - paise * percent / 100), &schedule).unwrap();
            prop_assert!(after(0).round_dp(12) <= rate.percent());
            prop_assert!(after(fee) > rate.percent());
            prop_assert!(after(fee + more) > after(fee));
        }

        #[test]
        fn the_rate_found_solves_the_equation(
            received in 1_i64..1_000_000_000, months in 1_u16..400, emi in 1_i64..1_000_000_000,
        ) {
            let flows: Vec<Flow> =
                (1..=u32::from(months)).map(|k| (PaymentTime::whole(k), Decimal::new(emi, 2))).collect();
            if let Some(apr) = apr_monthly(Decimal::new(received, 2), &flows) {
                // What the rate found asks for as an instalment is what was paid.
                let v = Decimal::ONE / (Decimal::ONE + apr / Decimal::from(1200));
                let annuity = (0..months).fold(Decimal::ZERO, |sum, _| (sum + Decimal::ONE) * v);
                let off = (annuity * Decimal::new(emi, 2) - Decimal::new(received, 2)).abs();
                prop_assert!(off < Decimal::new(1, 6), "off by {off} at {apr} %");
            } else {
                let total = i128::from(emi) * i128::from(months);
                prop_assert!(total < i128::from(received) || emi / 1_000_000 >= received, "{total}");
            }
        }

        #[test]
        fn nothing_panics(
            received: i64, amounts in proptest::collection::vec((any::<u32>(), any::<i64>(), 0_i64..1_200), 0..20),
        ) {
            let flows: Vec<Flow> = amounts.into_iter().map(|(whole, amount, thousandths)| {
                (PaymentTime { whole, fraction: Decimal::new(thousandths, 3) }, Decimal::new(amount, 2))
            }).collect();
            let _ = apr_monthly(Decimal::new(received, 2), &flows);
            let _ = unit_rate(&flows, &flows);
        }
    }
}
