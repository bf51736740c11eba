//! What handlers answer, as types, so that the OpenAPI document is told by them.

use super::problem::Problem;
use crate::openapi::{Answer, Operation};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{page::Page, work::Replayable};
use schemars::JsonSchema;
use serde::Serialize;
use std::{fmt::Display, marker::PhantomData};

/// How a handler ends.
pub(super) type Ends<T> = Result<T, Problem>;

/// `200` with what was asked for.
impl<T: JsonSchema> Answer for Json<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer::<T>(200, "As it is now.", &[]);
    }
}

/// `201` with what was made.
pub(super) struct Created<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> Answer for Created<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer::<T>(201, "What was made.", &[]);
    }
}

/// `202` with what will be done.
pub(super) struct Accepted<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> Answer for Accepted<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer::<T>(202, "It will be done in the background.", &[]);
    }
}

/// `202` without a body.
pub(super) struct WillBeDone;

impl IntoResponse for WillBeDone {
    fn into_response(self) -> Response {
        StatusCode::ACCEPTED.into_response()
    }
}

impl Answer for WillBeDone {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer_nothing(202, "It will be done in the background.");
    }
}

/// `204`: done, and nothing to say of it.
pub(super) struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Answer for Done {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer_nothing(204, "Done.");
    }
}

/// One page of a list, and where the next one is.
pub(super) struct Listed<T> {
    pub(super) page: Page<T>,
    pub(super) next: Option<HeaderValue>,
}

/// The cursor of the next page, for whoever asks within this process.
#[derive(Clone)]
pub(crate) struct NextPage(pub(crate) String);

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let older = self.page.older.map(NextPage);
        let mut response = Json(self.page.items).into_response();
        if let Some(next) = self.next {
            response.headers_mut().insert(header::LINK, next);
        }
        if let Some(older) = older {
            response.extensions_mut().insert(older);
        }
        response
    }
}

impl<T: JsonSchema> Answer for Listed<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.answer::<Vec<T>>(200, "One page, newest first.", &["Link"]);
    }
}

/// The answer to a command with an Idempotency-Key: the stored bytes as they are, so that a repeat is the same to the last
/// byte. `FIRST` is its status, `AGAIN` that of a repeat.
pub(super) struct Keyed<T, const FIRST: u16, const AGAIN: u16> {
    answer: Vec<u8>,
    replayed: bool,
    place: Option<HeaderValue>,
    of: PhantomData<T>,
}

impl<T, const FIRST: u16, const AGAIN: u16> Keyed<T, FIRST, AGAIN> {
    pub(super) fn new(answer: Replayable<T>) -> Self {
        Keyed { answer: answer.body, replayed: answer.replayed, place: None, of: PhantomData }
    }

    /// And where what was made or accepted can be looked at.
    pub(super) fn placed(noun: &str, id: impl Display, answer: Replayable<T>) -> Self {
        let place = HeaderValue::from_str(&format!("/api/v1/{noun}/{id}")).ok();
        Keyed { place, ..Keyed::new(answer) }
    }
}

impl<T, const FIRST: u16, const AGAIN: u16> IntoResponse for Keyed<T, FIRST, AGAIN> {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(if self.replayed { AGAIN } else { FIRST }).unwrap_or_default();
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = (status, [json], self.answer).into_response();
        let headers = response.headers_mut();
        if self.replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        if let Some(place) = self.place {
            headers.insert(header::LOCATION, place);
        }
        response
    }
}

impl<T: JsonSchema, const FIRST: u16, const AGAIN: u16> Answer for Keyed<T, FIRST, AGAIN> {
    fn describe(operation: &mut Operation<'_>) {
        let headers = ["Idempotent-Replayed", "Location"];
        if AGAIN != FIRST {
            operation.answer::<T>(AGAIN, "The key was used before: the first answer, to the byte.", &headers);
        }
        operation.answer::<T>(FIRST, "Done, or accepted.", &headers);
    }
}
