//! Which other sites' pages may call the API in a visitor's browser: none, unless the settings name them. They send a token
//! of their own; cookies are never taken for a change.

use axum::http::{HeaderName, HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::CorsLayer;

/// How long a browser may remember what it was told.
const REMEMBERED: Duration = Duration::from_secs(600);

pub(crate) fn layer(origins: &[HeaderValue]) -> CorsLayer {
    if origins.is_empty() {
        return CorsLayer::new();
    }
    let names =
        |names: &[&'static str]| names.iter().map(|name| HeaderName::from_static(name)).collect::<Vec<_>>();
    let sent = names(&["x-api-key", "idempotency-key", "x-idempotency-key", "x-merchant-id", "x-request-id"]);
    let told = names(&[
        "x-request-id",
        "link",
        "location",
        "idempotent-replayed",
        "retry-after",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ]);
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(
            sent.into_iter().chain([header::AUTHORIZATION, header::CONTENT_TYPE]).collect::<Vec<_>>(),
        )
        .expose_headers(told)
        .max_age(REMEMBERED)
}
