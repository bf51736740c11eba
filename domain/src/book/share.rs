use crate::money::Paise;
use serde::{Deserialize, Serialize};

/// A part of a whole in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share(i64);

impl Share {
    /// Rounded half to even; `None` of nothing.
    pub fn of(part: Paise, whole: Paise) -> Option<Share> {
        if !whole.is_positive() {
            return None;
        }
        let (part, whole) = (i128::from(part.get()), i128::from(whole.get()));
        let parts = part.checked_mul(10_000)?;
        let (floor, rest) = (parts.div_euclid(whole), parts.rem_euclid(whole));
        let up = match rest.saturating_mul(2).cmp(&whole) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => floor.rem_euclid(2) == 1,
        };
        i64::try_from(floor.checked_add(i128::from(up))?).ok().map(Share)
    }

    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `3.42 %`
    pub fn show(self) -> String {
        format!("{} %", self.number())
    }

    /// `3.42`
    pub fn number(self) -> String {
        let all = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        format!("{sign}{}.{:02}", all / 100, all % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(part: i64, whole: i64, shown: &str) {
        let share = Share::of(Paise::new(part), Paise::new(whole));
        assert_eq!(share.map(Share::show).as_deref().unwrap_or("none"), shown);
    }

    #[test]
    fn shares_are_rounded_half_to_even() {
        check(0, 0, "none");
        check(1, 0, "none");
        check(0, 100, "0.00 %");
        check(1, 3, "33.33 %");
        check(2, 3, "66.67 %");
        check(100, 100, "100.00 %");
        // 0.005 % and 0.015 %.
        check(1, 20_000, "0.00 %");
        check(3, 20_000, "0.02 %");
        check(-1, 3, "\u{2212}33.33 %");
        check(i64::MAX, i64::MAX, "100.00 %");
    }
}
