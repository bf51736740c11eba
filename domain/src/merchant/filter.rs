//! Which lines of a merchant's ledger are wanted.

use super::view::EntryType;
use crate::{explain::Explanation, wallet::filter::date};
use chrono::NaiveDate;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    pub entry_type: Option<EntryType>,
    /// First and last day, in India, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl LedgerFilter {
    /// Reads the query parameters `entry_type`, `from` and `to`; an empty one is as good as none.
    pub fn parse(
        entry_type: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<LedgerFilter, Explanation> {
        let entry_type = entry_type
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| {
                EntryType::parse(text)
                    .ok_or_else(|| Explanation::validation("entry_type", "There is no such type of entry."))
            })
            .transpose()?;
        let filter = LedgerFilter { entry_type, from: date("from", from)?, to: date("to", to)? };
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if to < from) {
            return Err(Explanation::validation("to", "The last day is before the first."));
        }
        Ok(filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entry_type: &str, from: &str, to: &str, readable: bool) {
        let read = LedgerFilter::parse(Some(entry_type), Some(from), Some(to));
        assert_eq!(read.is_ok(), readable, "{entry_type} {from} {to}");
    }

    #[test]
    fn a_filter_is_read_or_refused() {
        check("", " ", "", true);
        check("PAYOUT_HOLD", "2026-01-01", "2026-01-01", true);
        check("payout_hold", "", "", false);
        check("", "2026-01-02", "2026-01-01", false);
        check("", "2026-1-2", "", false);
    }
}
