//! The request that caused what is being done now: for whoever is asked on its behalf, so that our logs and theirs can
//! be laid beside each other.

use crate::trace;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::future::Future;

tokio::task_local! {
    static REQUEST_ID: String;
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
const TRACE: HeaderName = HeaderName::from_static("traceparent");

/// Does something on behalf of a request.
pub(crate) async fn on_behalf_of<T>(request_id: String, work: impl Future<Output = T>) -> T {
    REQUEST_ID.scope(request_id, work).await
}

/// The headers that name it and its trace, where there are any.
pub(crate) fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(Some(id)) = REQUEST_ID.try_with(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(HEADER, id);
    }
    if let Some(Ok(trace)) = trace::traceparent().map(HeaderValue::try_from) {
        headers.insert(TRACE, trace);
    }
    headers
}
