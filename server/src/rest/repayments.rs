//! Money that comes back.

use super::{
    extract::{As, By, Id, Sent},
    page::Asked,
    problem::Problem,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    actor::{Borrower, Reader},
    explain::Explanation,
    id::LoanId,
    loan::{body::RepayBody, pg},
    work::{IdempotencyKey, Replayable, execute},
};
use sqlx::PgPool;

pub(super) async fn make_payment(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    headers: HeaderMap,
    Sent(body): Sent<RepayBody>,
) -> Result<Response, Problem> {
    let command = body.parse(borrower, idempotency_key(&headers)?, meta)?;
    Ok(replayable(StatusCode::CREATED, execute(&pool, &command).await?))
}

pub(super) async fn of_loan(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(loan): Id<LoanId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&[])?;
    Ok(asked.answer(pg::repayments(&pool, reader, loan, page).await?))
}

/// `Idempotency-Key`, or the name that one of the source systems gave it.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Explanation> {
    let key = headers.get("idempotency-key").or_else(|| headers.get("x-idempotency-key"));
    // Bytes that are no text are no key: the empty one is refused in the key's own words.
    let Some(key) = key.map(|key| key.to_str().unwrap_or_default()) else { return Ok(None) };
    IdempotencyKey::parse(key).map(|_| Some(key))
}

/// The stored bytes as they are, so that a repeat is the same to the last byte.
fn replayable<T>(status: StatusCode, answer: Replayable<T>) -> Response {
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut response = (status, [json], answer.body).into_response();
    if answer.replayed {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}
