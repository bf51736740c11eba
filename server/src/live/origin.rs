use crate::{gate::credentials::Brought, rest::problem::Problem};
use axum::http::{HeaderMap, header};
use domain::explain::{Explanation, Kind};

/// A WebSocket is opened without the checks that browsers make of other requests: another site's page could
/// open one with our visitor's cookie. So the page that opens it is ours, or it is a program with its token.
pub(super) fn check(headers: &HeaderMap, brought: Option<&Brought>) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = match (headers.contains_key(header::ORIGIN), text(header::ORIGIN)) {
        (false, _) => matches!(brought, Some(Brought::Token(_))),
        (true, Some(origin)) => text(header::HOST).is_some_and(|host| is_of(origin, host)),
        (true, None) => false,
    };
    if ours {
        return Ok(());
    }
    let sentence = "This was opened from another site. Open the page here and try again.";
    Err(Explanation::new(Kind::Forbidden, "not_authorized", sentence).into())
}

/// Browsers leave out the port of the scheme in both.
fn is_of(origin: &str, host: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_origin(origin: Option<&str>, brought: Option<&Brought>, allowed: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "Kist.example:3000".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        assert_eq!(check(&headers, brought).is_ok(), allowed, "{origin:?} {brought:?}");
    }

    #[test]
    fn only_our_own_pages_open_one() {
        check_origin(Some("http://kist.example:3000"), None, true);
        check_origin(Some("https://kist.example:3000"), None, true);
        check_origin(Some("http://kist.example"), None, false);
        check_origin(Some("http://kist.example:3000.evil.example"), None, false);
        check_origin(Some("http://evil.example/kist.example:3000"), None, false);
        check_origin(Some("null"), None, false);
        check_origin(None, None, false);
        check_origin(None, Some(&Brought::Nothing), false);
    }
}
