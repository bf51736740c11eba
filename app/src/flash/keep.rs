//! The server's side: puts the refusal and the typed fields into the cookie, and takes them out again.

use super::Flash;
use crate::{door, error::UiError};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::location::Url;
use std::collections::BTreeMap;

const COOKIE: &str = "kist_flash";
const SECONDS: u32 = 60;
/// A form of ours is far smaller.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Browsers keep cookies up to 4096 bytes.
const COOKIE_BYTES_MAX: usize = 3800;

/// Middleware around the server functions. A plain form that was refused is answered with a redirect to the
/// page it came from; everything else passes untouched.
pub async fn keep_what_was_typed(request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !is_plain_form(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path().to_owned();
    let secure = door::visitor_of(&parts).secure_cookies;
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let Some((page, refusal)) = refused(&response) else { return without_empty_query(response) };
    let refusal = ServerFnUrlError::<UiError>::decode_err(&refusal).0;
    let flash = Flash { path, refusal, typed: typed_fields(&body) };
    back_to(&page, &flash, secure).unwrap_or(response)
}

impl Flash {
    /// Takes it from the request that is being answered; it is shown once.
    pub(crate) fn take() -> Option<Flash> {
        let cookie = door::cookie(COOKIE)?;
        door::set_cookie(COOKIE, "", 0);
        serde_json::from_str(&Url::unescape(&cookie)).ok()
    }
}

fn is_plain_form(headers: &HeaderMap) -> bool {
    let has = |name, wanted: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(wanted))
    };
    has(header::ACCEPT, "text/html") && has(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The page to go back to and the refusal, if the answer is the redirect that Leptos makes of a refusal.
fn refused(response: &Response) -> Option<(String, String)> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let (page, query) = location.split_once('?')?;
    let refusal = query.split('&').find_map(|pair| pair.strip_prefix("__err="))?;
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("__err=") && !pair.starts_with("__path="))
        .collect();
    let page = path_of(page);
    let page = if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) };
    Some((page, Url::unescape(refusal)))
}

/// Leptos leads back to the page that sent the form, with a `?` behind it.
fn without_empty_query(mut response: Response) -> Response {
    let back =
        response.headers().get(header::LOCATION).and_then(|location| location.as_bytes().strip_suffix(b"?"));
    if let Some(Ok(back)) = back.map(HeaderValue::from_bytes) {
        response.headers_mut().insert(header::LOCATION, back);
    }
    response
}

/// Never to another site: only the path of the page that sent the form.
fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |slash| &rest[slash..])
}

fn typed_fields(body: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(body);
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (Url::unescape(name), Url::unescape(&value.replace('+', " "))))
        .filter(|(name, _)| !is_secret(name))
        .collect()
}

/// Passwords and account numbers are typed again; a key belongs to the page that it was rendered with.
fn is_secret(name: &str) -> bool {
    ["password", "key", "account_number", "phone_number", "card_number", "otp"]
        .iter()
        .any(|part| name.contains(part))
        || name == "pan"
}

fn back_to(page: &str, flash: &Flash, secure: bool) -> Option<Response> {
    let mut cookie = Url::escape(&serde_json::to_string(flash).ok()?);
    if cookie.len() > COOKIE_BYTES_MAX {
        let bare = Flash { typed: BTreeMap::new(), ..flash.clone() };
        cookie = Url::escape(&serde_json::to_string(&bare).ok()?);
    }
    let cookie = door::cookie_header(COOKIE, &cookie, SECONDS, secure);
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(page).ok()?);
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(location: &str) -> Response {
        let mut response = StatusCode::FOUND.into_response();
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(location).expect("ascii"));
        response
    }

    #[test]
    fn a_refusal_leaves_the_address_and_the_rest_of_it_stays() {
        let response = redirect("http://kist.example/loans/apply?amount=5&__path=%2Fui%2Floan&__err=e30%3D");
        assert_eq!(refused(&response), Some(("/loans/apply?amount=5".to_owned(), "e30=".to_owned())));
        assert_eq!(refused(&redirect("/dashboard?notice=applied")), None);
    }

    #[test]
    fn the_way_back_is_the_address_that_was_there() {
        let back = |location| without_empty_query(redirect(location)).headers()[header::LOCATION].clone();
        assert_eq!(back("http://kist.example/calculator?"), "http://kist.example/calculator");
        assert_eq!(back("/wallet?type=DEBIT"), "/wallet?type=DEBIT");
    }

    #[test]
    fn the_way_back_never_leaves_the_site() {
        assert_eq!(path_of("http://kist.example/register"), "/register");
        assert_eq!(path_of("http://kist.example"), "/");
        assert_eq!(path_of("/register"), "/register");
    }

    #[test]
    fn secrets_are_not_kept() {
        let typed =
            typed_fields(b"email=a%40b.in&password=x&idempotency_key=k&account_number=1&phone_number=2&pan=3&card_number=4&name=Asha+Rao");
        let kept: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(kept, [("email", "a@b.in"), ("name", "Asha Rao")]);
    }
}
