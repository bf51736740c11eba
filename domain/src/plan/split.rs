//! A purchase in instalments, and what a refund takes off them.

use crate::money::{Paise, PositivePaise, split};
use chrono::{Days, NaiveDate};

/// One instalment as far as amounts and dates matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub number: u16,
    /// Due at the end of this day in India.
    pub due_on: NaiveDate,
    /// As it was agreed.
    pub amount: Paise,
    /// What refunds took off it.
    pub refunded: Paise,
    pub is_paid: bool,
}

impl Part {
    /// What it asks for; of a paid one, what was paid.
    pub fn due(&self) -> Paise {
        self.amount.saturating_sub(self.refunded)
    }

    /// What is still to be paid.
    pub fn left(&self) -> Paise {
        if self.is_paid { Paise::ZERO } else { self.due() }
    }
}

/// Equal parts that add up to the total to the paisa, the remainder in the last. The first is due `days` after the plan or, paid
/// first, on its day; each further one so many days later. `None` where one would be less than a paisa, or a date is none.
pub fn instalments(
    total: PositivePaise,
    count: u16,
    days: u16,
    pay_first_now: bool,
    today: NaiveDate,
) -> Option<Vec<Part>> {
    let first = u64::from(!pay_first_now);
    let parts = split(total.get(), count).into_iter().zip(1_u16..).map(|(amount, number)| {
        let steps = u64::from(number).checked_sub(1)?.checked_add(first)?;
        let due_on = today.checked_add_days(Days::new(steps.checked_mul(days.into())?))?;
        amount.is_positive().then_some(Part { number, due_on, amount, refunded: Paise::ZERO, is_paid: false })
    });
    parts.collect::<Option<Vec<Part>>>().filter(|parts| !parts.is_empty())
}

/// Where a refund goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// What is taken off each instalment (by its number), from the last backwards.
    pub off: Vec<(u16, Paise)>,
    pub to_plan: Paise,
    /// What exceeds the unpaid total.
    pub to_wallet: Paise,
}

/// A refund first takes off what is unpaid, from the last instalment backwards; only the rest is money back.
pub fn refund(parts: &[Part], amount: PositivePaise) -> Refund {
    let mut rest = amount.get();
    let mut off = Vec::new();
    for part in parts.iter().rev() {
        let taken = rest.min(part.left());
        if taken.is_positive() {
            off.push((part.number, taken));
            rest = rest.saturating_sub(taken);
        }
    }
    Refund { off, to_plan: amount.get().saturating_sub(rest), to_wallet: rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paise(paise: i64) -> PositivePaise {
        PositivePaise::try_from(Paise::new(paise)).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(total: i64, count: u16, pay_first: bool, today: &str, want: &[(i64, &str)]) {
        let parts = instalments(paise(total), count, 30, pay_first, day(today)).unwrap();
        let got: Vec<_> = parts.iter().map(|part| (part.amount.get(), part.due_on)).collect();
        let want: Vec<_> = want.iter().map(|(amount, on)| (*amount, day(on))).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn the_remainder_is_in_the_last_and_dates_are_thirty_days_apart() {
        check(
            100_000,
            3,
            false,
            "2026-01-15",
            &[(33_333, "2026-02-14"), (33_333, "2026-03-16"), (33_334, "2026-04-15")],
        );
        check(100_001, 2, true, "2026-12-15", &[(50_000, "2026-12-15"), (50_001, "2027-01-14")]);
        check(3, 3, true, "2028-01-30", &[(1, "2028-01-30"), (1, "2028-02-29"), (1, "2028-03-30")]);
    }

    #[test]
    fn none_is_below_a_paisa() {
        assert_eq!(instalments(paise(1), 12, 30, false, day("2026-01-15")), None);
        assert_eq!(instalments(paise(11), 12, 30, false, day("2026-01-15")), None);
        assert!(instalments(paise(12), 12, 30, false, day("2026-01-15")).is_some());
        assert_eq!(instalments(paise(12), 0, 30, false, day("2026-01-15")), None);
        assert_eq!(instalments(paise(100), 2, 30, false, NaiveDate::MAX), None);
    }

    /// Three of 300, of which so many are paid.
    fn three(paid: usize) -> Vec<Part> {
        let mut parts = instalments(paise(900), 3, 30, false, day("2026-01-15")).unwrap();
        parts.iter_mut().take(paid).for_each(|part| part.is_paid = true);
        parts
    }

    #[track_caller]
    fn refunds(paid: usize, amount: i64, off: &[(u16, i64)], to_wallet: i64) {
        let refund = refund(&three(paid), paise(amount));
        let taken: Vec<_> = refund.off.iter().map(|(number, paise)| (*number, paise.get())).collect();
        assert_eq!((taken.as_slice(), refund.to_wallet.get()), (off, to_wallet));
    }

    #[test]
    fn a_refund_goes_backwards_from_the_last_and_the_rest_is_money() {
        refunds(0, 100, &[(3, 100)], 0);
        refunds(0, 300, &[(3, 300)], 0);
        refunds(0, 301, &[(3, 300), (2, 1)], 0);
        refunds(0, 900, &[(3, 300), (2, 300), (1, 300)], 0);
        refunds(1, 450, &[(3, 300), (2, 150)], 0);
        refunds(1, 700, &[(3, 300), (2, 300)], 100);
        refunds(3, 100, &[], 100);
    }

    proptest! {
        #[test]
        fn instalments_add_up_to_the_total(total in 1_i64..=1_000_000_000_000, count in 2_u16..=12, first: bool) {
            let today = day("2026-01-15");
            match instalments(paise(total), count, 30, first, today) {
                None => prop_assert!(total < i64::from(count)),
                Some(parts) => {
                    prop_assert_eq!(parts.len(), usize::from(count));
                    prop_assert_eq!(Paise::sum(parts.iter().map(|part| part.amount)), Some(Paise::new(total)));
                    prop_assert!(parts.windows(2).all(|two| (two[1].due_on - two[0].due_on).num_days() == 30));
                }
            }
        }

        #[test]
        fn a_refund_is_all_of_it_and_takes_no_more_than_is_left(
            total in 12_i64..=1_000_000, count in 2_u16..=12, paid in 0_usize..=12, amount in 1_i64..=1_000_000,
        ) {
            let mut parts = instalments(paise(total), count, 30, false, day("2026-01-15")).unwrap();
            parts.iter_mut().take(paid).for_each(|part| part.is_paid = true);
            let refund = refund(&parts, paise(amount));
            let off = Paise::sum(refund.off.iter().map(|(_, paise)| *paise)).unwrap();
            prop_assert_eq!(off, refund.to_plan);
            prop_assert_eq!(refund.to_plan.get() + refund.to_wallet.get(), amount);
            let left = Paise::sum(parts.iter().map(Part::left)).unwrap();
            prop_assert!(refund.to_plan <= left);
            prop_assert!(refund.to_wallet.is_zero() || refund.to_plan == left);
        }
    }
}
