//! Merchants' money to their banks.

use super::{
    extract::{AsMerchant, By, Id, Key, Sent},
    page::Asked,
    problem::Problem,
    replay::replayable,
    transfers::status,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    actor::{ForMerchant, MerchantReader},
    id::TransferId,
    transfer::{TransferKind, body::PayoutBody, pg, view::PayoutView},
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn request(
    State(pool): State<PgPool>,
    AsMerchant(acting): AsMerchant<ForMerchant>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<PayoutBody>,
) -> Result<Response, Problem> {
    let command = body.parse(acting, key.needed()?, meta)?;
    let answer = execute(&pool, &command).await?;
    // As the source's clients expect it: what was created before is not created again.
    let status = if answer.replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(replayable(status, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&["merchant_id", "status"])?;
    let status = status(TransferKind::Payout, &asked)?;
    Ok(asked.answer(pg::payouts(&pool, reader, status, page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    Id(id): Id<TransferId>,
) -> Result<Json<PayoutView>, Problem> {
    Ok(Json(pg::payout(&pool, reader, id).await?))
}
