//! Merchants: what they hold, how it moved, who they are.

use super::{
    answer::{Ends, Listed},
    extract::AsMerchant,
    page::{Asked, filters},
    problem::Problem,
};
use axum::{Json, extract::State};
use domain::shape::DayOrNone;
use domain::{
    actor::{ForMerchant, MerchantReader},
    body::Raw,
    id::MerchantId,
    merchant::{
        filter::LedgerFilter,
        pg,
        view::{EntryType, LedgerLineView, MerchantBalanceView, MerchantView},
    },
};
use sqlx::PgPool;

filters! {
    OfMerchant { merchant_id: MerchantId = "Whose; an admin must say it." }
    not_a_list
}

filters! {
    Ledger {
        merchant_id: MerchantId = "Whose; an admin must say it.",
        entry_type: EntryType = "",
        from: DayOrNone = "The first day, in India.",
        to: DayOrNone = "The last day, included.",
    }
}

filters! {
    Merchants {
        merchant_id: MerchantId = "",
        q: String = "A part of the name or address.",
    }
}

pub(super) async fn balance(
    State(pool): State<PgPool>,
    AsMerchant(merchant): AsMerchant<ForMerchant>,
    asked: Asked<OfMerchant>,
) -> Result<Json<MerchantBalanceView>, Problem> {
    asked.nothing_else()?;
    Ok(Json(pg::balance(&pool, merchant).await?))
}

pub(super) async fn ledger(
    State(pool): State<PgPool>,
    AsMerchant(merchant): AsMerchant<ForMerchant>,
    asked: Asked<Ledger>,
) -> Ends<Listed<LedgerLineView>> {
    let page = asked.page()?;
    let filter = LedgerFilter::parse(asked.get("entry_type"), asked.get("from"), asked.get("to"))?;
    Ok(asked.answer(pg::ledger(&pool, merchant, &filter, page).await?))
}

/// An admin's list of all; a merchant sees itself.
pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked<Merchants>,
) -> Ends<Listed<MerchantView>> {
    let page = asked.page()?;
    let search = Raw::typed(asked.get("q").unwrap_or_default()).optional_text("q", 120)?;
    Ok(asked.answer(pg::merchants(&pool, reader, search.as_deref(), page).await?))
}
