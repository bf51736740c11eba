//! Answers of commands with an Idempotency-Key.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::work::Replayable;
use std::fmt::Display;

/// The stored bytes as they are, so that a repeat is the same to the last byte.
pub(super) fn replayable<T>(status: StatusCode, answer: Replayable<T>) -> Response {
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut response = (status, [json], answer.body).into_response();
    if answer.replayed {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}

/// The same, and where what was made or accepted can be looked at.
pub(super) fn placed<T>(status: StatusCode, noun: &str, id: impl Display, answer: Replayable<T>) -> Response {
    let mut response = replayable(status, answer);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/{noun}/{id}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
