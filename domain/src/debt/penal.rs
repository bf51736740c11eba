//! Charges for being late. They stand on an account of their own, and nothing is ever computed on them: no interest and no further
//! charge (Reserve Bank of India, Fair Lending Practice – Penal Charges in Loan Accounts, 18 August 2023).

use crate::money::{Paise, Rate};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// Paise × per cent × days, divided by this, are paise: 100 for the per cent, 365 for the days of a year.
const YEAR_OF_PERCENT: Decimal = Decimal::from_parts(36_500, 0, 0, false, 0);

/// The settings for one kind of debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PenalTerms {
    /// Once for each instalment that becomes overdue.
    pub flat: Paise,
    /// A year, on what is overdue of instalments, day by day.
    pub annual: Rate,
}

/// The yearly charge so far. Kept exactly, so that rounding a charge to the paisa every day never adds up to anything: what is
/// charged in all is always the exact sum, rounded once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter(Decimal);

impl Meter {
    /// As it is stored: overdue paise × per cent × days.
    pub const fn stored(exact: Decimal) -> Meter {
        Meter(exact)
    }

    pub const fn exact(self) -> Decimal {
        self.0
    }

    /// One more day on which so much was overdue: the meter, and what is charged for the day. `None` where it does not fit.
    pub fn day(self, overdue: Paise, annual: Rate) -> Option<(Meter, Paise)> {
        let day = Decimal::from(overdue.get()).checked_mul(annual.percent())?;
        let meter = Meter(self.0.checked_add(day)?);
        Some((meter, meter.charged()?.checked_sub(self.charged()?)?))
    }

    /// All that it has charged, to the nearest paisa, half to even.
    fn charged(self) -> Option<Paise> {
        let paise = self.0.checked_div(YEAR_OF_PERCENT)?;
        paise.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven).to_i64().map(Paise::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    fn days(overdue: i64, annual: &str, days: usize) -> Vec<i64> {
        let mut meter = Meter::default();
        let day = |_| {
            let (next, charge) = meter.day(Paise::new(overdue), percent(annual)).unwrap();
            meter = next;
            charge.get()
        };
        (0..days).map(day).collect()
    }

    #[test]
    fn a_year_of_days_is_the_yearly_rate() {
        // ₹8,884.88 at 12 % is 292.105… paise a day.
        assert_eq!(days(888_488, "12", 4), [292, 292, 292, 292]);
        assert_eq!(days(888_488, "12", 10).iter().sum::<i64>(), 2_921);
        assert_eq!(days(888_488, "12", 365).iter().sum::<i64>(), 106_619);
        // Ten rupees at 24 % are 0.66 paise a day: not 1 every day.
        assert_eq!(days(1_000, "24", 6), [1, 0, 1, 1, 0, 1]);
        assert_eq!(days(1_000, "24", 365).iter().sum::<i64>(), 240);
        assert_eq!(days(1_000, "0", 3), [0, 0, 0]);
        assert_eq!(days(0, "24", 3), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn what_is_charged_is_the_exact_sum_rounded_once(
            overdue in prop::collection::vec(0_i64..=1_000_000_000, 1..400), hundredths in 0_u32..=10_000,
        ) {
            let annual = Rate::from_hundredths(hundredths);
            let mut meter = Meter::default();
            let mut charged = 0_i64;
            for paise in &overdue {
                let (next, charge) = meter.day(Paise::new(*paise), annual).unwrap();
                prop_assert!(!charge.is_negative());
                meter = next;
                charged += charge.get();
            }
            // Hundredths of a per cent: 3,650,000 for a year of them.
            let exact = overdue.iter().map(|paise| i128::from(*paise)).sum::<i128>() * i128::from(hundredths);
            let (floor, rest) = (exact / 3_650_000, exact % 3_650_000);
            let up = rest * 2 > 3_650_000 || (rest * 2 == 3_650_000 && floor % 2 == 1);
            prop_assert_eq!(i128::from(charged), floor + i128::from(up));
        }
    }
}
