//! What the product takes of a payment.

use crate::money::{Paise, PositivePaise, prorate_half_even};

/// Hundredths of a per cent make a whole.
const WHOLE: i64 = 10_000;

/// `amount × bps ÷ 10,000`, to the nearest paisa, half to even; never more than the amount.
pub fn fee(amount: PositivePaise, bps: u16) -> Paise {
    let amount = amount.get();
    prorate_half_even(amount, i64::from(bps), WHOLE).unwrap_or(amount).min(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_paisa_goes_to_the_even_one() {
        for (amount, bps, expected) in [
            (100_000, 200, 2_000),
            (1, 200, 0),
            (25, 200, 0),
            (26, 200, 1),
            (75, 200, 2),
            (125, 200, 2),
            (1, 10_000, 1),
            (1, 65_535, 1),
            (i64::MAX, 0, 0),
        ] {
            let amount = PositivePaise::try_from(Paise::new(amount)).unwrap();
            assert_eq!(fee(amount, bps), Paise::new(expected), "{amount:?} at {bps}");
        }
    }
}
