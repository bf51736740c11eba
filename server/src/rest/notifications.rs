//! What a borrower is told.

use super::{
    extract::{As, By},
    page::Asked,
    problem::Problem,
};
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    actor::Borrower,
    notification::pg::{MarkRead, notifications},
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&[])?;
    Ok(asked.answer(notifications(&pool, borrower, page).await?))
}

pub(super) async fn mark_read(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
) -> Result<StatusCode, Problem> {
    execute(&pool, &MarkRead { borrower, meta }).await?;
    Ok(StatusCode::NO_CONTENT)
}
