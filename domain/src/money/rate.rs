use super::{Paise, round_half_even};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Percent a year, exact, not negative. How high it may be is a setting of the product, not of this type.
///
/// On the wire it is the string `"12.00"`: at least two decimals, more only if it has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(Decimal);

/// Why a text or a number is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("Enter an interest rate in percent a year, such as 12 or 10.75.")]
    Unreadable,
    #[error("An interest rate has at most four decimals.")]
    TooManyDecimals,
    /// A number, but out of any range, as is [`RateError::TooLarge`].
    #[error("The interest rate must not be negative.")]
    Negative,
    #[error("This interest rate is higher than we can handle.")]
    TooLarge,
}

impl RateError {
    /// It is a number, only not one that any product offers: "out of range" and not "unreadable".
    pub const fn is_out_of_range(self) -> bool {
        matches!(self, RateError::Negative | RateError::TooLarge)
    }
}

const DECIMALS_MAX: usize = 4;

impl Rate {
    /// From hundredths of a percent: `from_hundredths(12_00)` is 12 % a year.
    pub const fn from_hundredths(hundredths: u32) -> Rate {
        Rate(Decimal::from_parts(hundredths, 0, 0, false, 2))
    }

    /// From an exact percentage, such as a `numeric` column of the database.
    pub fn new(percent: Decimal) -> Result<Rate, RateError> {
        if percent.is_sign_negative() && !percent.is_zero() {
            return Err(RateError::Negative);
        }
        if percent.normalize().scale() > 4 {
            return Err(RateError::TooManyDecimals);
        }
        Ok(Rate(percent.abs().normalize()))
    }

    /// A plain decimal number with at most four decimals: no exponent, grouping or space.
    pub fn parse(text: &str) -> Result<Rate, RateError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let readable = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !readable(whole) || !readable(fraction) {
            return Err(RateError::Unreadable);
        }
        if fraction.len() > DECIMALS_MAX {
            return Err(RateError::TooManyDecimals);
        }
        let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
        if negative && !zero {
            return Err(RateError::Negative);
        }
        Decimal::from_str_exact(digits).map_err(|_| RateError::TooLarge).and_then(Rate::new)
    }

    /// 12 for 12 % a year.
    pub const fn percent(self) -> Decimal {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The fraction for one month: 0.01 for 12 % a year. Rounded at the 28th decimal if it does not end, so
    /// compute an amount with [`Rate::month_of`], which divides last.
    pub fn monthly(self) -> Decimal {
        self.0.checked_div(TWELVE_HUNDRED).unwrap_or_default()
    }

    /// One month's interest on a balance, half-even to the paisa. `None` if it does not fit.
    pub fn month_of(self, balance: Paise) -> Option<Paise> {
        round_half_even(balance.to_decimal().checked_mul(self.0)?.checked_div(TWELVE_HUNDRED)?)
    }

    /// For people: `12.00 %`.
    pub fn show(self) -> String {
        format!("{self} %")
    }
}

/// Percent a year into a fraction a month.
pub(crate) const TWELVE_HUNDRED: Decimal = Decimal::from_parts(1200, 0, 0, false, 0);

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut percent = self.0.normalize();
        if percent.scale() < 2 {
            percent.rescale(2);
        }
        f.pad(&percent.to_string())
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl TryFrom<String> for Rate {
    type Error = RateError;

    fn try_from(text: String) -> Result<Rate, RateError> {
        Rate::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RateError::{Negative, TooLarge, TooManyDecimals, Unreadable};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, want: Result<&str, RateError>) {
        assert_eq!(Rate::parse(text).map(|rate| rate.to_string()), want.map(str::to_owned), "{text:?}");
    }

    #[test]
    fn rates_in_a_request() {
        check("12", Ok("12.00"));
        check("12.0", Ok("12.00"));
        check("12.5000", Ok("12.50"));
        check("10.7525", Ok("10.7525"));
        check("0", Ok("0.00"));
        check("-0.0", Ok("0.00"));
        check("50.0001", Ok("50.0001"));
        check("100000000000000000000", Ok("100000000000000000000.00"));
        check("-1", Err(Negative));
        check("-0.0001", Err(Negative));
        check("-99999999999999999999999999999999", Err(Negative));
        check("99999999999999999999999999999999", Err(TooLarge));
        check("12.00000", Err(TooManyDecimals));
        for text in
            ["", "-", "1e1", "NaN", "१२", "12%", " 12", "+12", ".5", "12.", "1,2", "1_2", "--1", "1.2.3"]
        {
            check(text, Err(Unreadable));
        }
    }

    #[test]
    fn shown_and_on_the_wire() {
        let rate = Rate::from_hundredths(1200);
        assert_eq!(rate.show(), "12.00 %");
        assert_eq!(serde_json::to_string(&rate).unwrap(), r#""12.00""#);
        assert_eq!(serde_json::from_str::<Rate>(r#""12""#).unwrap(), rate);
        assert_eq!(rate.monthly(), Decimal::new(1, 2));
        assert_eq!(Rate::default().to_string(), "0.00");
    }

    #[test]
    fn interest_that_is_exactly_half_a_paisa_goes_to_even() {
        // 6.00 at 7 % is 3.5 paise a month. With a monthly rate cut at 28 decimals it would be just under.
        assert_eq!(Rate::from_hundredths(700).month_of(Paise::new(600)), Some(Paise::new(4)));
        assert_eq!(Rate::from_hundredths(700).month_of(Paise::new(1800)), Some(Paise::new(10)));
        assert_eq!(Rate::parse("100000000000000000000").unwrap().month_of(Paise::new(i64::MAX)), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = Rate::parse(&text);
        }

        #[test]
        fn written_and_read_again_it_is_the_same(units in 0_i64..100_000_000, scale in 0_u32..=4) {
            let rate = Rate::new(Decimal::new(units, scale)).unwrap();
            prop_assert_eq!(Rate::parse(&rate.to_string()), Ok(rate));
        }
    }
}
