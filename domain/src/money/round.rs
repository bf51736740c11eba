use super::Paise;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// The nearest paisa to so many rupees; exactly between two, the even one, so that many roundings do not
/// drift to one side. `None` if it does not fit.
pub fn round_half_even(rupees: Decimal) -> Option<Paise> {
    let rounded = rupees.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
    rounded.checked_mul(Decimal::ONE_HUNDRED)?.to_i64().map(Paise::new)
}

/// `amount × part ÷ whole` to the nearest paisa, half to even. `None` if `whole` is not positive or the
/// result does not fit. Interest of a running period is this: its interest × days passed ÷ its days.
pub fn prorate_half_even(amount: Paise, part: i64, whole: i64) -> Option<Paise> {
    if whole <= 0 {
        return None;
    }
    // Two 64-bit numbers always multiply within 128 bits.
    let product = i128::from(amount.get()).checked_mul(part.into())?;
    let whole = i128::from(whole);
    let (floor, rest) = (product.div_euclid(whole), product.rem_euclid(whole));
    let twice = rest.checked_mul(2)?;
    let up = twice > whole || (twice == whole && floor.rem_euclid(2) == 1);
    i64::try_from(floor.checked_add(i128::from(up))?).ok().map(Paise::new)
}

/// `parts` equal amounts that add up to `total` to the paisa; the last takes the remainder.
/// Empty for no parts; `total` should not be negative.
pub fn split(total: Paise, parts: u16) -> Vec<Paise> {
    let Some(each) = total.get().checked_div(parts.into()) else { return Vec::new() };
    let all_but_last = usize::from(parts).saturating_sub(1);
    let mut amounts = vec![Paise::new(each); all_but_last];
    // Within the total, so neither product nor difference can overflow.
    amounts.push(total.saturating_sub(Paise::new(each.saturating_mul(i64::from(parts).saturating_sub(1)))));
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(rupees: &str, paise: Option<i64>) {
        assert_eq!(round_half_even(rupees.parse().unwrap()), paise.map(Paise::new), "{rupees}");
    }

    #[test]
    fn half_goes_to_even() {
        check("0.005", Some(0));
        check("0.015", Some(2));
        check("0.025", Some(2));
        check("0.0250000000000000000000000001", Some(3));
        check("-0.005", Some(0));
        check("-0.015", Some(-2));
        check("17.0102", Some(1_701));
        check("92233720368547758.07", Some(i64::MAX));
        check("92233720368547758.08", None);
        check("79228162514264337593543950335", None);
    }

    #[test]
    fn days_of_a_period() {
        let prorate =
            |amount, part, whole| prorate_half_even(Paise::new(amount), part, whole).map(Paise::get);
        assert_eq!(prorate(100, 15, 30), Some(50));
        assert_eq!(prorate(1, 1, 2), Some(0));
        assert_eq!(prorate(3, 1, 2), Some(2));
        assert_eq!(prorate(5, 1, 2), Some(2));
        assert_eq!(prorate(-3, 1, 2), Some(-2));
        assert_eq!(prorate(10, 31, 31), Some(10));
        assert_eq!(prorate(i64::MAX, i64::MAX, 1), None);
        assert_eq!(prorate(10, 1, 0), None);
    }

    proptest! {
        #[test]
        fn both_roundings_agree(amount in -1_000_000_000_i64..1_000_000_000, part in 0_i64..400, whole in 1_i64..400) {
            let exact = Decimal::new(amount, 2) * Decimal::from(part) / Decimal::from(whole);
            prop_assert_eq!(prorate_half_even(Paise::new(amount), part, whole), round_half_even(exact));
        }

        #[test]
        fn a_split_loses_nothing(total in 0..=i64::MAX, parts in 1_u16..200) {
            let amounts = split(Paise::new(total), parts);
            prop_assert_eq!(amounts.len(), usize::from(parts));
            prop_assert_eq!(Paise::sum(amounts.iter().copied()), Some(Paise::new(total)));
            prop_assert!(amounts.iter().all(|amount| amount >= &amounts[0]), "the remainder is in the last");
        }
    }

    #[test]
    fn into_no_parts_is_nothing() {
        assert!(split(Paise::new(100), 0).is_empty());
    }
}
