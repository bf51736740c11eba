use crate::{body::Raw, calendar::add_months_clamped, explain::Explanation};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// Two years at once: every day of them is ended, for everybody.
const DAYS_MOST: i64 = 732;
const MONTHS_MOST: i64 = 24;

/// `POST /admin/clock`: how far ahead.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"days": 31}])))]
pub struct ClockBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Days"))]
    pub days: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Months"))]
    pub months: Raw,
}

/// First the months, then the days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    pub months: u32,
    pub days: u64,
}

impl ClockBody {
    pub fn read(&self) -> Result<Jump, Explanation> {
        let part = |raw: &Raw, field: &str, most: i64| {
            if raw.is_missing() {
                return Ok(0);
            }
            let number = raw.whole(field)?;
            let sentence = format!("This must be from 0 to {most}. Time moves ahead only.");
            if (0..=most).contains(&number) {
                Ok(number)
            } else {
                Err(Explanation::validation(field, &sentence))
            }
        };
        let (days, months) =
            (part(&self.days, "days", DAYS_MOST)?, part(&self.months, "months", MONTHS_MOST)?);
        if days == 0 && months == 0 {
            return Err(Explanation::validation("days", "Say how many days or months."));
        }
        Ok(Jump { months: u32::try_from(months).unwrap_or(0), days: u64::try_from(days).unwrap_or(0) })
    }
}

impl Jump {
    /// `None` beyond the calendar.
    pub fn from(self, date: NaiveDate) -> Option<NaiveDate> {
        add_months_clamped(date, self.months)?.checked_add_days(Days::new(self.days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_moves_ahead_only() {
        let read = |days: &str, months: &str| {
            ClockBody { days: Raw::typed(days), months: Raw::typed(months) }.read()
        };
        assert_eq!(read("31", ""), Ok(Jump { months: 0, days: 31 }));
        assert_eq!(read("", "3"), Ok(Jump { months: 3, days: 0 }));
        for (days, months) in
            [("0", "0"), ("", ""), ("-1", ""), ("", "-1"), ("733", ""), ("", "25"), ("1.5", "")]
        {
            assert_eq!(read(days, months).unwrap_err().code, "validation_error", "{days} {months}");
        }
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Jump { months: 1, days: 1 }.from(date("2027-01-31")), Some(date("2027-03-01")));
        assert_eq!(Jump { months: 0, days: 1 }.from(date("2028-02-28")), Some(date("2028-02-29")));
    }
}
