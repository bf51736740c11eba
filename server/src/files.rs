//! Scripts, styles and fonts. They are nobody's secret: no limit, no credentials, no look-up.

use crate::state::Kist;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Answers with the file of that name, if there is one; else the request goes on.
pub(crate) async fn serve(State(kist): State<Kist>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !is_read(request.method()) || !may_be_file(path) {
        return next.run(request).await;
    }
    let caching = caching(path, kist.config.hashed_files);
    let files = ServeDir::new(&kist.config.site_root).precompressed_br().precompressed_gzip();
    let Ok(found) = files.oneshot(like(&request)).await;
    if found.status() == StatusCode::NOT_FOUND {
        return next.run(request).await;
    }
    let mut response = found.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

fn is_read(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

/// Pages have no dot in their last part; files have.
fn may_be_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.contains('.') && !path.starts_with("/api/") && !path.starts_with("/ui/")
}

/// A name with a hash never means anything else; other names are asked about again.
fn caching(path: &str, hashed: bool) -> &'static str {
    if path.starts_with("/pkg/") && hashed {
        "public, max-age=31536000, immutable"
    } else if path.starts_with("/fonts/") {
        "public, max-age=2592000"
    } else {
        "no-cache"
    }
}

/// The request without its body, which reading a file does not need.
fn like(request: &Request) -> Request {
    let mut head = Request::new(Body::empty());
    *head.method_mut() = request.method().clone();
    *head.uri_mut() = request.uri().clone();
    *head.headers_mut() = request.headers().clone();
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_no_files() {
        for file in ["/favicon.svg", "/pkg/kist.8f3a.wasm", "/fonts/inter.woff2", "/robots.txt"] {
            assert!(may_be_file(file), "{file}");
        }
        for other in ["/", "/loans", "/api/v1/loans/a.b", "/ui/loan/x.y", "/v1.2/loans"] {
            assert!(!may_be_file(other), "{other}");
        }
    }
}
