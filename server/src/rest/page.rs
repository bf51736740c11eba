//! Lists: a bare array, its filters, and where the next page is.

use super::{answer::Listed, problem::Problem};
use crate::openapi::{Input, Operation};
use axum::{
    extract::{FromRequestParts, OriginalUri, Query},
    http::{HeaderValue, Uri, request::Parts},
};
use domain::{
    explain::Explanation,
    page::{Page, PageRequest},
};
use std::{collections::BTreeMap, marker::PhantomData, str::FromStr};

/// What stands after the `?`: of a list the page and the filters that `F` names.
pub(super) struct Asked<F = NoFilters> {
    path: String,
    pairs: BTreeMap<String, String>,
    filters: PhantomData<F>,
}

/// What may be asked of a list, or of something else.
pub(super) trait Filters {
    const NAMES: &'static [&'static str];
    const IS_LIST: bool = true;

    fn describe(operation: &mut Operation<'_>);
}

pub(super) enum NoFilters {}

impl Filters for NoFilters {
    const NAMES: &'static [&'static str] = &[];

    fn describe(_: &mut Operation<'_>) {}
}

/// Names the filters of a list, each with the type whose shape it has.
macro_rules! filters {
    ($(#[$doc:meta])* $name:ident { $($filter:ident: $shape:ty = $words:literal),+ $(,)? } $($not_a_list:ident)?) => {
        $(#[$doc])*
        pub(super) enum $name {}

        impl $crate::rest::page::Filters for $name {
            const NAMES: &'static [&'static str] = &[$($crate::rest::page::plain(stringify!($filter))),+];
            $(const IS_LIST: bool = $crate::rest::page::$not_a_list;)?

            fn describe(operation: &mut $crate::openapi::Operation<'_>) {
                $(operation.query::<$shape>($crate::rest::page::plain(stringify!($filter)), $words);)+
            }
        }
    };
}
pub(super) use filters;

#[expect(non_upper_case_globals, reason = "how the macro is told")]
pub(super) const not_a_list: bool = false;

/// A name that Rust keeps for itself is written with `r#`.
pub(super) const fn plain(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

const OF_EVERY_LIST: [&str; 3] = ["limit", "offset", "cursor"];

impl<F: Send, S: Send + Sync> FromRequestParts<S> for Asked<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let uri = OriginalUri::from_request_parts(parts, state)
            .await
            .map_or_else(|_| parts.uri.clone(), |uri| uri.0);
        Asked::of(&uri)
    }
}

impl<F: Filters> Input for Asked<F> {
    fn describe(operation: &mut Operation<'_>) {
        F::describe(operation);
        if F::IS_LIST {
            for name in OF_EVERY_LIST {
                operation.shared(name);
            }
            operation.refuses(400);
        }
    }
}

impl<F> Asked<F> {
    fn of(uri: &Uri) -> Result<Asked<F>, Problem> {
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Problem::unreadable("What stands after the ? could not be read."))?;
        let mut pairs = BTreeMap::new();
        for (name, value) in all {
            if pairs.insert(name.clone(), value).is_some() {
                return Err(Explanation::validation(&name, "This is given twice.").into());
            }
        }
        Ok(Asked { path: uri.path().to_owned(), pairs, filters: PhantomData })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name).map(String::as_str)
    }

    fn only(&self, known: &[&str]) -> Result<(), Explanation> {
        match self.pairs.keys().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => Err(Explanation::validation(unknown, "This list has no such filter.")),
            None => Ok(()),
        }
    }

    /// Which page is wanted. A filter that the list does not have is refused: ignoring it would show more
    /// than was asked for.
    pub(super) fn page(&self) -> Result<PageRequest, Explanation>
    where
        F: Filters,
    {
        self.only(&[&OF_EVERY_LIST, F::NAMES].concat())?;
        PageRequest::parse(self.get("limit"), self.get("offset"), self.get("cursor"))
    }

    /// Refuses what is no parameter of what is no list.
    pub(super) fn nothing_else(&self) -> Result<(), Explanation>
    where
        F: Filters,
    {
        self.only(F::NAMES)
    }

    /// The page, and the link to the next one with the same filters.
    pub(super) fn answer<T>(&self, page: Page<T>) -> Listed<T> {
        let next = page.older.as_deref().and_then(|cursor| self.link(cursor));
        Listed { page, next }
    }

    fn link(&self, cursor: &str) -> Option<HeaderValue> {
        let kept = self.pairs.iter().filter(|(name, _)| *name != "cursor" && *name != "offset");
        let pairs: Vec<(&str, &str)> =
            kept.map(|(name, value)| (name.as_str(), value.as_str())).chain([("cursor", cursor)]).collect();
        let query = serde_urlencoded::to_string(pairs).ok()?;
        HeaderValue::from_str(&format!("<{}?{query}>; rel=\"next\"", self.path)).ok()
    }
}

/// A filter that is the name of a state.
pub(super) fn state_of<F, T>(
    asked: &Asked<F>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Explanation> {
    let known =
        |word: &str| read(word).ok_or_else(|| Explanation::validation("status", "There is no such state."));
    asked.get("status").map(known).transpose()
}

/// A filter that is an id.
pub(super) fn id_of<F, T: FromStr>(asked: &Asked<F>, name: &str) -> Result<Option<T>, Explanation> {
    let read = |text: &str| {
        text.parse().map_err(|_| Explanation::validation(name, "This is not an identifier of ours."))
    };
    asked.get(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    enum OfType {}

    impl Filters for OfType {
        const NAMES: &'static [&'static str] = &["type"];

        fn describe(_: &mut Operation<'_>) {}
    }

    fn asked(uri: &str) -> Result<Asked<OfType>, Problem> {
        Asked::of(&uri.parse().unwrap())
    }

    #[test]
    fn a_name_that_rust_keeps_for_itself_is_written_plainly() {
        assert_eq!([plain("r#type"), plain("status"), plain("r")], ["type", "status", "r"]);
    }

    #[test]
    fn the_next_page_keeps_the_filters() {
        let asked = asked("/api/wallet/transactions?type=CREDIT&limit=2&offset=4").unwrap();
        assert!(asked.page().is_ok());
        assert_eq!(
            asked.link("o1.2").unwrap(),
            "</api/wallet/transactions?limit=2&type=CREDIT&cursor=o1.2>; rel=\"next\""
        );
    }

    #[test]
    fn what_a_list_cannot_do_is_refused() {
        let refused =
            |query: &str| asked(&format!("/x?{query}")).and_then(|asked| Ok(asked.page()?)).is_err();
        for bad in [
            "kind=CREDIT",
            "limit=0",
            "limit=201",
            "limit=x",
            "offset=-1",
            "offset=10001",
            "cursor=x",
            "limit=1&limit=2",
        ] {
            assert!(refused(bad), "{bad}");
        }
        for good in ["", "type=CREDIT", "limit=200&offset=10000"] {
            assert!(!refused(good), "{good}");
        }
    }
}
