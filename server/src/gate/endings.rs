//! However a request ends, panics and hanging included, it ends in the contract's words.

use crate::rest::problem::Problem;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::explain::Explanation;
use futures::FutureExt;
use std::{any::Any, future::Future, panic::AssertUnwindSafe, time::Duration};

/// Longer than any statement may take, so that PostgreSQL gives up first and says why.
const AT_MOST: Duration = Duration::from_secs(35);

/// A handler that panicked has rolled back: its transaction was dropped unfinished.
pub(crate) async fn catch_panic(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = words(panic.as_ref()), "a handler panicked");
            Problem::from(Explanation::internal()).into_response()
        }
    }
}

/// It is about the head of an answer: streams go on as long as they like.
pub(crate) async fn time_limit(request: Request, next: Next) -> Response {
    within(AT_MOST, next.run(request)).await
}

async fn within(limit: Duration, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(limit, answer).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("gave up after {} s", limit.as_secs());
            Problem::from(Explanation::unavailable()).into_response()
        }
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::problem;
    use axum::{Router, body::Body, body::to_bytes, http::StatusCode, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    async fn answer(app: Router, path: &str) -> (StatusCode, String) {
        let at_once = from_fn(async |request: Request, next: Next| {
            within(Duration::from_millis(200), next.run(request)).await
        });
        let app = app.layer(at_once).layer(from_fn(catch_panic)).layer(from_fn(problem::tell));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        (status, String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_tells_nothing_of_what_is_inside() {
        let broken = Router::new().route("/api/x", get(async || -> () { panic!("a secret of the inside") }));
        let (status, body) = answer(broken, "/api/x").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("\"internal_error\"") && !body.contains("secret"), "{body}");
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let hanging = Router::new().route("/ui/x", get(std::future::pending::<()>));
        let (status, body) = answer(hanging, "/ui/x").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("\"unavailable\""), "{body}");
    }
}
