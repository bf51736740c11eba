//! One span and one line per request. Neither headers nor bodies nor query strings: those are personal.

use super::request_id;
use axum::{extract::Request, middleware::Next, response::Response};
use std::time::Instant;
use tracing::{Instrument, field};

pub(crate) async fn watch(request: Request, next: Next) -> Response {
    let span = tracing::info_span!(
        "http",
        method = %request.method(),
        path = %request.uri().path(),
        request_id = %request_id::of(request.extensions()),
        // Known once the credentials were looked at.
        person = field::Empty,
        key = field::Empty,
    );
    // Asked every few seconds by whoever watches over us.
    let is_probe = request.uri().path().starts_with("/health");
    let started = Instant::now();
    async {
        let response = next.run(request).await;
        let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
        if response.status().is_server_error() {
            tracing::error!(status, ms, "answered");
        } else if is_probe {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
        response
    }
    .instrument(span)
    .await
}
