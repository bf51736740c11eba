//! One id for a request: in its answer, in every line that is logged meanwhile, on every command it gives.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

const NAME: &str = "x-request-id";

#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

pub(crate) async fn give(mut request: Request, next: Next) -> Response {
    let id = given(request.headers()).unwrap_or_else(|| Uuid::new_v4().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(NAME, value);
    }
    response
}

/// The caller's, if it is 1 to 128 visible ASCII characters: anything else could forge lines of the log.
fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(NAME)?.as_bytes();
    let fine = (1..=128).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_graphic());
    fine.then(|| String::from_utf8_lossy(id).into_owned())
}

/// Of the request that is being answered.
pub(crate) fn of(extensions: &axum::http::Extensions) -> String {
    extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
