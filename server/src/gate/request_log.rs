//! Keeps what merchants' servers ask with their keys, for their developers. The answer does not wait for it: lines are
//! written in the background, many at once, and where they cannot be, they are dropped.

use super::{credentials::Brought, request_id};
use crate::{rest::problem::Problem, state::Kist};
use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{OriginalUri, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::request_log::{
    masked,
    pg::{Line, keep},
};
use sqlx::PgPool;
use std::time::Instant;
use tokio::sync::mpsc;

/// Bodies above this are not kept; few are.
const BODY_BYTES_MAX: u64 = 16 * 1024;
/// So many may wait to be written.
const WAITING_MAX: usize = 2_000;
const AT_ONCE: usize = 200;

/// Where lines are handed in. Cheap to clone.
#[derive(Clone)]
pub struct RequestLog(mpsc::Sender<Line>);

impl RequestLog {
    /// Writes until the last clone is gone.
    pub fn start(pool: PgPool) -> RequestLog {
        let (sender, mut lines) = mpsc::channel(WAITING_MAX);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(AT_ONCE);
            while lines.recv_many(&mut batch, AT_ONCE).await > 0 {
                if let Err(error) = keep(&pool, &batch).await {
                    tracing::warn!(%error, lines = batch.len(), "the log of requests could not be written");
                }
                batch.clear();
            }
        });
        RequestLog(sender)
    }

    fn note(&self, line: Line) {
        if self.0.try_send(line).is_err() {
            tracing::warn!("the log of requests is full: a line is dropped");
        }
    }
}

/// Middleware: notes a request that brought a key, and its answer.
pub(crate) async fn watch(State(kist): State<Kist>, request: Request, next: Next) -> Response {
    let Some(Brought::Key(holder)) = request.extensions().get::<Brought>() else {
        return next.run(request).await;
    };
    let (merchant, key) = (holder.merchant(), holder.key());
    // As it was asked: below a base it is cut off.
    let asked = request.extensions().get::<OriginalUri>().map_or(request.uri(), |uri| &uri.0);
    let (method, path) = (request.method().to_string(), asked.path().to_owned());
    let request_id = request_id::of(request.extensions());
    let started = Instant::now();
    let (request, sent) = match read(request).await {
        Ok(read) => read,
        Err(problem) => return problem.into_response(),
    };
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let (response, answered) = told(response, &request_id).await;
    kist.requests.note(Line {
        merchant,
        key,
        method,
        path,
        status,
        ms: started.elapsed().as_millis(),
        request_id,
        request: sent.as_deref().and_then(masked),
        response: answered.as_deref().and_then(masked),
    });
    response
}

/// A body that is announced to be small is read ahead; any other goes on as it comes.
async fn read(request: Request) -> Result<(Request, Option<Vec<u8>>), Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let bytes: Option<u64> = announced.and_then(|bytes| bytes.to_str().ok()?.parse().ok());
    if bytes.is_none_or(|bytes| bytes == 0 || bytes > BODY_BYTES_MAX) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, usize::try_from(BODY_BYTES_MAX).unwrap_or(usize::MAX)).await else {
        return Err(Problem::unreadable("What was sent did not arrive whole."));
    };
    let kept = bytes.to_vec();
    Ok((Request::from_parts(parts, Body::from(bytes)), Some(kept)))
}

/// What is answered, where it is small. A refusal has no words yet: they are put together further out.
async fn told(response: Response, request_id: &str) -> (Response, Option<Vec<u8>>) {
    if let Some(problem) = response.extensions().get::<Problem>() {
        let words = serde_json::to_vec(&problem.body(request_id)).ok();
        return (response, words);
    }
    if response.body().size_hint().exact().is_none_or(|bytes| bytes > BODY_BYTES_MAX) {
        return (response, None);
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, usize::try_from(BODY_BYTES_MAX).unwrap_or(usize::MAX)).await {
        Ok(bytes) => {
            let kept = bytes.to_vec();
            (Response::from_parts(parts, Body::from(bytes)), Some(kept))
        }
        // An answer of known size is in memory already: it cannot fail.
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR.into_response(), None),
    }
}
