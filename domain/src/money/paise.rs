use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whole paise, signed: 100 are one rupee.
///
/// Outside of the ledger amounts are not negative; a request carries [`PositivePaise`]. On the wire it is the
/// rupee string `"100000.00"`. Adding is always checked: there is no `+`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Paise(i64);

/// More than zero. What a person asks to pay, borrow or move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Paise", into = "Paise")]
pub struct PositivePaise(Paise);

/// Why a text or a number is not an amount. The sentences are for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("Enter an amount.")]
    Empty,
    #[error("Enter an amount in rupees, such as 1250.50.")]
    Unreadable,
    #[error("An amount has at most two decimals.")]
    TooManyDecimals,
    #[error("The amount must be more than zero.")]
    NotPositive,
    #[error("This amount is larger than we can handle.")]
    TooLarge,
}

impl Paise {
    pub const ZERO: Paise = Paise(0);

    pub const fn new(paise: i64) -> Self {
        Paise(paise)
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Without its sign. The most negative number, which has no counterpart, becomes the largest.
    #[must_use]
    pub const fn abs(self) -> Self {
        Paise(self.0.saturating_abs())
    }

    /// Itself, or zero if negative.
    #[must_use]
    pub fn or_zero(self) -> Self {
        self.max(Paise::ZERO)
    }

    pub fn checked_add(self, other: Paise) -> Option<Paise> {
        self.0.checked_add(other.0).map(Paise)
    }

    pub fn checked_sub(self, other: Paise) -> Option<Paise> {
        self.0.checked_sub(other.0).map(Paise)
    }

    pub fn checked_neg(self) -> Option<Paise> {
        self.0.checked_neg().map(Paise)
    }

    /// For sums over the parts of one thing whose total was already found to fit, such as a loan's schedule:
    /// there it never saturates, and code that cannot fail stays free of a `?` that means nothing.
    #[must_use]
    pub const fn saturating_add(self, other: Paise) -> Paise {
        Paise(self.0.saturating_add(other.0))
    }

    /// See [`Paise::saturating_add`].
    #[must_use]
    pub const fn saturating_sub(self, other: Paise) -> Paise {
        Paise(self.0.saturating_sub(other.0))
    }

    /// `None` if the total does not fit; the order of the amounts does not matter.
    pub fn sum(amounts: impl IntoIterator<Item = Paise>) -> Option<Paise> {
        let total = amounts.into_iter().try_fold(0_i128, |total, paise| total.checked_add(paise.0.into()))?;
        i64::try_from(total).ok().map(Paise)
    }

    /// In rupees, exactly.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl PositivePaise {
    pub const fn get(self) -> Paise {
        self.0
    }
}

impl TryFrom<Paise> for PositivePaise {
    type Error = MoneyError;

    fn try_from(paise: Paise) -> Result<Self, MoneyError> {
        if paise.is_positive() { Ok(PositivePaise(paise)) } else { Err(MoneyError::NotPositive) }
    }
}

impl From<PositivePaise> for Paise {
    fn from(amount: PositivePaise) -> Paise {
        amount.0
    }
}

impl From<Paise> for String {
    fn from(paise: Paise) -> String {
        paise.rupees()
    }
}

impl TryFrom<String> for Paise {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Paise, MoneyError> {
        Paise::parse(&text)
    }
}

impl fmt::Display for Paise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.rupees())
    }
}

impl fmt::Display for PositivePaise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn arithmetic_refuses_what_does_not_fit() {
        let most = Paise::new(i64::MAX);
        assert_eq!(most.checked_add(Paise::new(1)), None);
        assert_eq!(Paise::new(i64::MIN).checked_sub(Paise::new(1)), None);
        assert_eq!(Paise::new(i64::MIN).checked_neg(), None);
        assert_eq!(Paise::new(i64::MIN).abs(), most);
        assert_eq!(Paise::sum([most, Paise::new(1)]), None);
        assert_eq!(Paise::sum([most, most, Paise::new(-i64::MAX)]), Some(most), "the order does not matter");
        assert_eq!(Paise::sum([]), Some(Paise::ZERO));
    }

    #[test]
    fn a_positive_amount_is_more_than_zero() {
        assert_eq!(PositivePaise::try_from(Paise::ZERO), Err(MoneyError::NotPositive));
        assert_eq!(PositivePaise::try_from(Paise::new(-1)), Err(MoneyError::NotPositive));
        assert_eq!(PositivePaise::try_from(Paise::new(1)).map(PositivePaise::get), Ok(Paise::new(1)));
    }

    #[test]
    fn on_the_wire_it_is_a_rupee_string() {
        let amount = Paise::new(10_000_000);
        assert_eq!(serde_json::to_string(&amount).unwrap(), r#""100000.00""#);
        assert_eq!(serde_json::from_str::<Paise>(r#""-100.05""#).unwrap(), Paise::new(-10_005));
        assert!(serde_json::from_str::<Paise>("100.5").is_err(), "a number would have been a binary float");
        assert!(serde_json::from_str::<PositivePaise>(r#""0.00""#).is_err());
    }

    proptest! {
        #[test]
        fn written_and_read_again_it_is_the_same(paise: i64) {
            let amount = Paise::new(paise);
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Paise>(&json).unwrap(), amount);
            prop_assert_eq!(Paise::parse(&amount.to_string()), Ok(amount));
        }
    }
}
