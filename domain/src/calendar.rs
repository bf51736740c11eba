//! The Indian business day: which date a moment falls on, when instalments are due, how dates are written.
//!
//! Nothing here asks a clock; time is always a parameter.

use chrono::{
    DateTime, Datelike, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta,
    Timelike, Utc, Weekday,
};

/// India has one time zone and no summer time.
const IST_SECONDS: i32 = 19_800;

/// The date in India at this moment.
pub fn business_date(at: DateTime<Utc>) -> NaiveDate {
    in_india(at).date()
}

/// The hour of the day in India, 0 to 23.
pub fn hour_in_india(at: DateTime<Utc>) -> u32 {
    in_india(at).hour()
}

/// The first moment of this date in India.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    let utc = midnight.checked_sub_signed(TimeDelta::seconds(IST_SECONDS.into()));
    utc.unwrap_or(midnight).and_utc()
}

/// The last moment of this date in India that PostgreSQL can tell from the next: 23:59:59.999999. What is due
/// on a date is due then.
pub fn end_of_day(date: NaiveDate) -> DateTime<Utc> {
    let next = date.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, start_of_day);
    next.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(next)
}

/// So many months after a date, always counted from that date: a month that is too short has its last day,
/// and the one after it the original day again (31 January, 28 February, 31 March).
///
/// `None` beyond the calendar.
pub fn add_months_clamped(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_add_months(Months::new(months))
}

/// Days from one date to another; negative if the other is earlier.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

// Written by hand: the library's machinery of formats is a part of what a phone loads, and these are all of them.

/// `20 Nov 2026`
pub fn show_date(date: NaiveDate) -> String {
    let month: String = month_name(date).chars().take(3).collect();
    format!("{} {month} {}", date.day(), date.year())
}

/// `25 November`
pub fn show_day_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month_name(date))
}

/// `Friday, 20 November`
pub fn show_weekday_date(date: NaiveDate) -> String {
    format!("{}, {}", weekday_name(date), show_day_month(date))
}

/// `20 Nov 2026, 14:05 IST`
pub fn show_time(at: DateTime<Utc>) -> String {
    let at = in_india(at);
    format!("{}, {:02}:{:02} IST", show_date(at.date()), at.hour(), at.minute())
}

/// For programs: `2026-11-20T08:35:59Z`, with a fraction only if there is one.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// `November 2026`
pub fn show_month(date: NaiveDate) -> String {
    format!("{} {}", month_name(date), date.year())
}

fn month_name(date: NaiveDate) -> &'static str {
    match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

fn weekday_name(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// The wall clock in India. At the very ends of the calendar, where it would not fit, that of UTC.
fn in_india(at: DateTime<Utc>) -> NaiveDateTime {
    let utc = at.naive_utc();
    FixedOffset::east_opt(IST_SECONDS).and_then(|ist| utc.checked_add_offset(ist)).unwrap_or(utc)
}

/// The first day of the date's month.
pub fn start_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check_date(moment: &str, in_india: &str) {
        assert_eq!(business_date(moment.parse().unwrap()), date(in_india), "{moment}");
    }

    #[test]
    fn the_business_day_begins_at_midnight_in_india() {
        check_date("2026-11-20T18:29:59.999999Z", "2026-11-20");
        check_date("2026-11-20T18:30:00Z", "2026-11-21");
        check_date("2026-12-31T18:30:00Z", "2027-01-01");
        check_date("2026-11-20T00:00:00Z", "2026-11-20");
    }

    #[test]
    fn a_day_ends_at_its_last_microsecond() {
        let end = end_of_day(date("2026-11-20"));
        assert_eq!(end, "2026-11-20T18:29:59.999999Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(
            start_of_day(date("2026-11-20")),
            "2026-11-19T18:30:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }

    #[track_caller]
    fn check_months(from: &str, months: u32, want: &str) {
        assert_eq!(add_months_clamped(date(from), months), Some(date(want)), "{from} + {months}");
    }

    #[test]
    fn months_are_counted_from_the_original_date() {
        check_months("2026-01-31", 0, "2026-01-31");
        check_months("2026-01-31", 1, "2026-02-28");
        check_months("2028-01-31", 1, "2028-02-29");
        check_months("2026-01-31", 2, "2026-03-31");
        check_months("2026-01-31", 3, "2026-04-30");
        check_months("2028-02-29", 12, "2029-02-28");
        check_months("2028-02-29", 48, "2032-02-29");
        check_months("2026-12-15", 1, "2027-01-15");
        assert_eq!(add_months_clamped(NaiveDate::MAX, 1), None);
    }

    #[test]
    fn dates_as_people_read_them() {
        let day = date("2026-11-20");
        assert_eq!(show_date(day), "20 Nov 2026");
        assert_eq!(show_date(date("2026-01-05")), "5 Jan 2026");
        assert_eq!(show_day_month(date("2026-11-25")), "25 November");
        assert_eq!(show_weekday_date(day), "Friday, 20 November");
        assert_eq!(show_month(day), "November 2026");
        assert_eq!(show_time("2026-11-20T08:35:59Z".parse().unwrap()), "20 Nov 2026, 14:05 IST");
        assert_eq!(show_time("2026-11-20T18:30:00Z".parse().unwrap()), "21 Nov 2026, 00:00 IST");
        assert_eq!(start_of_month(day), date("2026-11-01"));
        assert_eq!(days_between(day, date("2026-12-20")), 30);
        assert_eq!(days_between(date("2026-12-20"), day), -30);
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = (business_date(at), show_time(at));
        }
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = (start_of_day(day), end_of_day(day), show_date(day), start_of_month(day));
        }
    }

    proptest! {
        #[test]
        fn a_day_holds_its_own_ends(days in -500_000_i32..500_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(730_000 + days).unwrap();
            prop_assert_eq!(business_date(start_of_day(day)), day);
            prop_assert_eq!(business_date(end_of_day(day)), day);
            prop_assert_eq!(end_of_day(day) + TimeDelta::microseconds(1), start_of_day(day.succ_opt().unwrap()));
        }
    }
}
