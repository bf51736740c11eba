//! One span and one line per request, and what is counted of it. Neither addresses (an id in one may be all that a
//! checkout asks for), nor headers, bodies or query strings: those are personal.

use super::request_id;
use crate::{cause::on_behalf_of, metrics, trace};
use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field};

/// What no route matches.
const NO_ROUTE: &str = "none";

pub(crate) async fn watch(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = known(request.method());
    let request_id = request_id::of(request.extensions());
    let span = tracing::info_span!(
        "http",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        method,
        route,
        request_id,
        status = field::Empty,
        // Known once the credentials were looked at.
        person = field::Empty,
        key = field::Empty,
    );
    trace::begin(&span, &request_id, request.headers());
    // Asked every few seconds by whoever watches over us.
    let is_probe = route.starts_with("/health") || route == "/metrics";
    let (started, counted) = (Instant::now(), metrics::Request::begins());
    async {
        let response = on_behalf_of(request_id, next.run(request)).await;
        let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
        tracing::Span::current().record("status", status);
        counted.answered(method, &route, status);
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

/// Anybody may make up a method; what is counted are those that there are.
const fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
