//! Merchants: what they hold, how it moved, who they are.

use super::{
    extract::{AsMerchant, MERCHANT_PARAMETER},
    page::Asked,
    problem::Problem,
};
use axum::{Json, extract::State, response::Response};
use domain::{
    actor::{ForMerchant, MerchantReader},
    body::Raw,
    merchant::{filter::LedgerFilter, pg, view::MerchantBalanceView},
};
use sqlx::PgPool;

pub(super) async fn balance(
    State(pool): State<PgPool>,
    AsMerchant(merchant): AsMerchant<ForMerchant>,
    asked: Asked,
) -> Result<Json<MerchantBalanceView>, Problem> {
    asked.only(&[MERCHANT_PARAMETER])?;
    Ok(Json(pg::balance(&pool, merchant).await?))
}

pub(super) async fn ledger(
    State(pool): State<PgPool>,
    AsMerchant(merchant): AsMerchant<ForMerchant>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&[MERCHANT_PARAMETER, "entry_type", "from", "to"])?;
    let filter = LedgerFilter::parse(asked.get("entry_type"), asked.get("from"), asked.get("to"))?;
    Ok(asked.answer(pg::ledger(&pool, merchant, &filter, page).await?))
}

/// An admin's list of all; a merchant sees itself.
pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&[MERCHANT_PARAMETER, "q"])?;
    let search = Raw::typed(asked.get("q").unwrap_or_default()).optional_text("q", 120)?;
    Ok(asked.answer(pg::merchants(&pool, reader, search.as_deref(), page).await?))
}
