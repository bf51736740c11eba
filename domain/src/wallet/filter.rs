//! Which lines of a wallet's history are wanted.

use super::view::{Direction, Source};
use crate::explain::Explanation;
use chrono::{Datelike, NaiveDate};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransactionFilter {
    pub direction: Option<Direction>,
    pub source: Option<Source>,
    /// First and last day, in India, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl TransactionFilter {
    /// Reads the query parameters `type`, `source`, `from` and `to`; an empty one is as good as none.
    pub fn parse(
        direction: Option<&str>,
        source: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<TransactionFilter, Explanation> {
        let direction = match given(direction) {
            None => None,
            Some("CREDIT") => Some(Direction::Credit),
            Some("DEBIT") => Some(Direction::Debit),
            Some(_) => return Err(Explanation::validation("type", "The type is CREDIT or DEBIT.")),
        };
        let source = given(source)
            .map(|text| {
                Source::parse(text)
                    .ok_or_else(|| Explanation::validation("source", "There is no such source."))
            })
            .transpose()?;
        let filter = TransactionFilter { direction, source, from: date("from", from)?, to: date("to", to)? };
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if to < from) {
            return Err(Explanation::validation("to", "The last day is before the first."));
        }
        Ok(filter)
    }
}

/// An ISO date of a query parameter.
pub fn date(field: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Explanation> {
    given(text)
        .map(|text| {
            iso_date(text).ok_or_else(|| Explanation::validation(field, "Write the date like 2026-11-20."))
        })
        .transpose()
}

/// Exactly `YYYY-MM-DD`, in years that PostgreSQL and a spreadsheet know as well.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let whole = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| whole)?;
    (date.year() >= 1900).then_some(date)
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
