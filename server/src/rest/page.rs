//! Lists: a bare array, its filters, and where the next page is.

use super::problem::Problem;
use axum::{
    Json,
    extract::{FromRequestParts, OriginalUri, Query},
    http::{HeaderValue, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    explain::Explanation,
    page::{Page, PageRequest},
};
use serde::Serialize;
use std::{collections::BTreeMap, str::FromStr};

/// What stands after the `?`.
pub(super) struct Asked {
    path: String,
    pairs: BTreeMap<String, String>,
}

const OF_EVERY_LIST: [&str; 3] = ["limit", "offset", "cursor"];

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let uri = OriginalUri::from_request_parts(parts, state)
            .await
            .map_or_else(|_| parts.uri.clone(), |uri| uri.0);
        Asked::of(&uri)
    }
}

impl Asked {
    fn of(uri: &Uri) -> Result<Asked, Problem> {
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Problem::unreadable("What stands after the ? could not be read."))?;
        let mut pairs = BTreeMap::new();
        for (name, value) in all {
            if pairs.insert(name.clone(), value).is_some() {
                return Err(Explanation::validation(&name, "This is given twice.").into());
            }
        }
        Ok(Asked { path: uri.path().to_owned(), pairs })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name).map(String::as_str)
    }

    pub(super) fn only(&self, known: &[&str]) -> Result<(), Explanation> {
        match self.pairs.keys().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => Err(Explanation::validation(unknown, "This list has no such filter.")),
            None => Ok(()),
        }
    }

    /// Which page is wanted. A filter that the list does not have is refused: ignoring it would show more
    /// than was asked for.
    pub(super) fn page(&self, filters: &[&str]) -> Result<PageRequest, Explanation> {
        self.only(&[&OF_EVERY_LIST, filters].concat())?;
        PageRequest::parse(self.get("limit"), self.get("offset"), self.get("cursor"))
    }

    /// The page, and the link to the next one with the same filters.
    pub(super) fn answer<T: Serialize>(&self, page: Page<T>) -> Response {
        let link = page.older.and_then(|cursor| self.link(&cursor));
        let mut response = Json(page.items).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
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
pub(super) fn state_of<T>(asked: &Asked, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Explanation> {
    let known =
        |word: &str| read(word).ok_or_else(|| Explanation::validation("status", "There is no such state."));
    asked.get("status").map(known).transpose()
}

/// A filter that is an id.
pub(super) fn id_of<T: FromStr>(asked: &Asked, name: &str) -> Result<Option<T>, Explanation> {
    let read = |text: &str| {
        text.parse().map_err(|_| Explanation::validation(name, "This is not an identifier of ours."))
    };
    asked.get(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_filters() {
        let asked =
            Asked::of(&"/api/wallet/transactions?type=CREDIT&limit=2&offset=4".parse().unwrap()).unwrap();
        assert!(asked.page(&["type"]).is_ok());
        assert_eq!(
            asked.link("o1.2").unwrap(),
            "</api/wallet/transactions?limit=2&type=CREDIT&cursor=o1.2>; rel=\"next\""
        );
    }

    #[test]
    fn what_a_list_cannot_do_is_refused() {
        let refused = |query: &str| {
            let asked = Asked::of(&format!("/x?{query}").parse().unwrap());
            asked.and_then(|asked| Ok(asked.page(&["type"])?)).is_err()
        };
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
