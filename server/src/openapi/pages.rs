//! The document, and two ways to read it: Swagger UI and ReDoc, whose scripts are in the program.

use super::document;
use crate::state::Kist;
use axum::{
    Json, Router,
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

/// From `node_modules`, by `build.rs`; empty where the program was built without them.
const SWAGGER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js"));
const SWAGGER_STYLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css"));
const REDOC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/redoc.standalone.js"));

const SWAGGER_PAGE: &str = r##"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kist: the API</title><link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/favicon.svg"></head>
<body><main id="swagger-ui"><noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/begin.js"></script></body></html>"##;

const SWAGGER_BEGIN: &str = "window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, \
                             docExpansion: 'list', filter: true, validatorUrl: null });";

const REDOC_PAGE: &str = r##"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kist: the API</title><link rel="icon" href="/favicon.svg"></head>
<body><redoc spec-url="/openapi.json"></redoc>
<noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/redoc/redoc.standalone.js"></script></body></html>"##;

const MISSING: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kist: the API</title><p>This program was built \
                       without the reader (npm ci before the build brings it). The document itself is at \
                       <a href=\"/openapi.json\">/openapi.json</a>.</p></html>";

/// Both write styles into the page; scripts come from here and from nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

pub(crate) fn router() -> Router<Kist> {
    Router::new()
        .route("/openapi.json", get(async || Json(document())))
        .route("/docs", get(async || page(SWAGGER, SWAGGER_PAGE)))
        .route("/docs/swagger-ui-bundle.js", get(async || script(SWAGGER)))
        .route("/docs/swagger-ui.css", get(async || kept("text/css; charset=utf-8", SWAGGER_STYLE)))
        .route("/docs/begin.js", get(async || script(SWAGGER_BEGIN.as_bytes())))
        .route("/redoc", get(async || page(REDOC, REDOC_PAGE)))
        .route("/redoc/redoc.standalone.js", get(async || script(REDOC)))
}

fn page(reader: &[u8], page: &'static str) -> Response {
    let policy = [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))];
    (policy, Html(if reader.is_empty() { MISSING } else { page })).into_response()
}

fn script(bytes: &'static [u8]) -> Response {
    kept("text/javascript; charset=utf-8", bytes)
}

/// It changes with the program only.
fn kept(kind: &'static str, bytes: &'static [u8]) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, bytes).into_response()
}
