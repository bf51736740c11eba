use super::{KEEP_ALIVE, Said, hearing::Hearing};
use crate::{rest::problem::Problem, state::Kist};
use axum::{
    extract::{Request, State},
    http::{HeaderName, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::StreamExt;
use serde::Serialize;

/// `GET /events/stream`. The answer's head comes at once, so that no time limit is about the stream itself.
pub(super) async fn open(State(kist): State<Kist>, request: Request) -> Result<Response, Problem> {
    let said = Hearing::of(&kist, request.extensions())?.said();
    let events = Sse::new(said.map(|said| event(&said))).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let no_store = (header::CACHE_CONTROL, "no-store");
    // nginx would collect events until they are worth sending.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), "no");
    Ok(([no_store, unbuffered], events).into_response())
}

fn event(said: &Said) -> Result<Event, axum::Error> {
    // Browsers pass over events without data.
    #[derive(Serialize)]
    struct Nothing {}
    match said {
        Said::Ready => Event::default().event("ready").json_data(Nothing {}),
        Said::Change(change) => Event::default().event("change").json_data(change),
        Said::Resync => Event::default().event("resync").json_data(Nothing {}),
    }
}
