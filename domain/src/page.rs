//! Keyset pages: "older" and "newer" from the last row seen, at a cost that does not grow with the list.
//!
//! Two things keep that promise in a query. The place is compared with `coalesce($n, …)` and not with
//! `$n is null or …`, which no index can follow; and what both directions share is `not materialized`.

use crate::explain::Explanation;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

pub const DEFAULT_LIMIT: i64 = 50;
pub const MOST_LIMIT: i64 = 200;
pub const MOST_OFFSET: i64 = 10_000;

/// The place of a row in its list: what the list is ordered by (microseconds, or an account's running
/// number), then the row's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: i64,
    pub id: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    OlderThan(Place),
    NewerThan(Place),
}

/// Which page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    pub limit: i64,
    pub offset: i64,
    pub cursor: Option<Cursor>,
}

/// One page, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next older page, if there is one.
    pub older: Option<String>,
    /// The cursor of the next newer page, if there is one.
    pub newer: Option<String>,
}

impl Default for PageRequest {
    fn default() -> Self {
        PageRequest { limit: DEFAULT_LIMIT, offset: 0, cursor: None }
    }
}

impl PageRequest {
    /// Reads the query parameters `limit`, `offset` and `cursor`.
    pub fn parse(
        limit: Option<&str>,
        offset: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<PageRequest, Explanation> {
        let number = |text: Option<&str>, name: &str, least: i64, most: i64, default: i64| match text {
            None => Ok(default),
            Some(text) => i64::from_str(text).ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| {
                Explanation::validation(
                    name,
                    &format!("{name} must be a whole number from {least} to {most}."),
                )
            }),
        };
        let cursor = cursor
            .map(|text| {
                Cursor::from_str(text)
                    .map_err(|_| Explanation::validation("cursor", "This cursor is not one of ours."))
            })
            .transpose()?;
        Ok(PageRequest {
            limit: number(limit, "limit", 1, MOST_LIMIT, DEFAULT_LIMIT)?,
            offset: number(offset, "offset", 0, MOST_OFFSET, 0)?,
            cursor,
        })
    }

    pub fn of(limit: i64, cursor: Option<&str>) -> Result<PageRequest, Explanation> {
        let request = PageRequest::parse(None, None, cursor)?;
        Ok(PageRequest { limit, ..request })
    }

    /// One more row than is shown tells whether there is another page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    pub fn older_than(&self) -> Option<Place> {
        match self.cursor {
            Some(Cursor::OlderThan(place)) => Some(place),
            _ => None,
        }
    }

    pub fn newer_than(&self) -> Option<Place> {
        match self.cursor {
            Some(Cursor::NewerThan(place)) => Some(place),
            _ => None,
        }
    }

    /// Makes the page of the rows fetched (newest first, up to [`PageRequest::fetch`] of them).
    pub fn page<T>(&self, mut items: Vec<T>, place: impl Fn(&T) -> Place) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        let going_newer = self.newer_than().is_some();
        if more && going_newer {
            // The surplus row of an upward read is the newest one.
            items.remove(0);
        } else {
            items.truncate(limit);
        }
        let (has_older, has_newer) = match self.cursor {
            Some(Cursor::NewerThan(_)) => (true, more),
            Some(Cursor::OlderThan(_)) => (more, true),
            None => (more, self.offset > 0),
        };
        let older = items.last().filter(|_| has_older).map(|row| Cursor::OlderThan(place(row)).to_string());
        let newer = items.first().filter(|_| has_newer).map(|row| Cursor::NewerThan(place(row)).to_string());
        Page { items, older, newer }
    }
}

impl<T> Page<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), older: self.older, newer: self.newer }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letter, place) = match self {
            Cursor::OlderThan(place) => ('o', place),
            Cursor::NewerThan(place) => ('n', place),
        };
        write!(f, "{letter}{}.{}", place.at, place.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let rest = text.strip_prefix(['o', 'n']).ok_or(())?;
        let (at, id) = rest.split_once('.').ok_or(())?;
        let place = Place { at: at.parse().map_err(|_| ())?, id: Uuid::try_parse(id).map_err(|_| ())? };
        Ok(if text.starts_with('o') { Cursor::OlderThan(place) } else { Cursor::NewerThan(place) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(n: &i64) -> Place {
        Place { at: *n, id: Uuid::nil() }
    }

    #[track_caller]
    fn check(cursor: Option<Cursor>, fetched: Vec<i64>, shown: &[i64], older: bool, newer: bool) {
        let request = PageRequest { limit: 2, offset: 0, cursor };
        let page = request.page(fetched, place);
        assert_eq!(page.items, shown);
        assert_eq!((page.older.is_some(), page.newer.is_some()), (older, newer));
    }

    #[test]
    fn pages_know_whether_there_is_more() {
        let older = Some(Cursor::OlderThan(place(&9)));
        let newer = Some(Cursor::NewerThan(place(&1)));
        check(None, vec![], &[], false, false);
        check(None, vec![5, 4], &[5, 4], false, false);
        check(None, vec![5, 4, 3], &[5, 4], true, false);
        check(older, vec![5, 4, 3], &[5, 4], true, true);
        check(older, vec![5], &[5], false, true);
        check(newer, vec![5, 4, 3], &[4, 3], true, true);
        check(newer, vec![4, 3], &[4, 3], true, false);
    }

    #[test]
    fn cursors_survive_the_url_and_refuse_nonsense() {
        let cursor = Cursor::OlderThan(Place { at: -7, id: Uuid::from_u128(5) });
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for nonsense in ["", "o", "o1", "o1.x", "x1.00000000000000000000000000000005", "o.", "é1.2"] {
            assert_eq!(nonsense.parse::<Cursor>(), Err(()), "{nonsense:?}");
        }
    }
}
