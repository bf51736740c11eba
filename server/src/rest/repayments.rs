//! Money that comes back.

use super::{
    extract::{As, By, Id, Key, Sent},
    page::Asked,
    problem::Problem,
    replay::replayable,
};
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    actor::{Borrower, Reader},
    id::LoanId,
    loan::{body::RepayBody, pg},
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn make_payment(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<RepayBody>,
) -> Result<Response, Problem> {
    let command = body.parse(borrower, key.given()?, meta)?;
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
