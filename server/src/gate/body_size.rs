//! Bodies are small.

use crate::rest::problem::Problem;
use axum::{
    body::{Body, BodyDataStream},
    extract::Request,
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use http_body_util::Limited;
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// Far more than any request of the contract has.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;
/// So much of a refused body is still taken in.
const LINGER_BYTES_MAX: usize = 32 * 1024 * 1024;
const LINGER: Duration = Duration::from_secs(5);

/// Server functions read their bodies themselves, so that the end is set here.
pub(crate) async fn refuse_large(request: Request, next: Next) -> Response {
    if announced(request.headers()).is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Problem::too_large().into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, BODY_BYTES_MAX)))).await
}

/// Whoever sends a large body hears why it was refused: closing the connection while they still send would
/// take the answer away from them. What is left of the body is read and dropped, up to a point.
pub(crate) async fn linger(request: Request, next: Next) -> Response {
    let has_body = request.headers().contains_key(header::TRANSFER_ENCODING);
    if announced(request.headers()).map_or(!has_body, |bytes| bytes <= BODY_BYTES_MAX) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let shared = Arc::new(Mutex::new(body.into_data_stream()));
    let lent = stream::unfold(shared.clone(), |shared| async {
        let chunk = shared.lock().await.next().await?;
        Some((chunk, shared))
    });
    let response = next.run(Request::from_parts(parts, Body::from_stream(lent))).await;
    let rest = async { drop_rest(&mut *shared.lock().await).await };
    // Too slow or too much: the connection is closed after all.
    let _ = tokio::time::timeout(LINGER, rest).await;
    response
}

async fn drop_rest(body: &mut BodyDataStream) {
    let mut left = LINGER_BYTES_MAX;
    while let Some(Ok(chunk)) = body.next().await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

pub(crate) fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
