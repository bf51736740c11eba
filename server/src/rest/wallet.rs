//! What a person holds with us.

use super::{
    extract::{As, Id},
    page::Asked,
    problem::Problem,
    statement,
};
use axum::{Json, extract::State, response::Response};
use domain::{
    actor::{Borrower, Reader},
    explain::Explanation,
    id::PersonId,
    wallet::{
        filter::{TransactionFilter, date},
        pg,
        view::BalanceView,
    },
};
use sqlx::PgPool;

pub(super) async fn balance(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
) -> Result<Json<BalanceView>, Problem> {
    Ok(Json(pg::balance(&pool, borrower.person()).await?))
}

pub(super) async fn transactions(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked,
) -> Result<Response, Problem> {
    history(&pool, borrower.person(), &asked).await
}

pub(super) async fn balance_of(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(person): Id<PersonId>,
) -> Result<Json<BalanceView>, Problem> {
    own(reader, person)?;
    Ok(Json(pg::balance(&pool, person).await?))
}

pub(super) async fn transactions_of(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(person): Id<PersonId>,
    asked: Asked,
) -> Result<Response, Problem> {
    own(reader, person)?;
    // An admin who mistypes an id hears that it is nobody's, not that nothing ever happened.
    pg::balance(&pool, person).await?;
    history(&pool, person, &asked).await
}

pub(super) async fn statement(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked,
) -> Result<Response, Problem> {
    let needed = |name: &'static str| {
        date(name, asked.get(name))?
            .ok_or_else(|| Explanation::validation(name, "This is needed, like 2026-11-20."))
    };
    asked.only(&["from", "to", "format"])?;
    let (from, to) = (needed("from")?, needed("to")?);
    if !matches!(asked.get("format"), None | Some("csv")) {
        return Err(Explanation::validation("format", "A statement can be had as csv.").into());
    }
    let view = pg::statement(&pool, borrower.person(), from, to).await?;
    Ok(statement::csv(&view)?)
}

async fn history(pool: &PgPool, person: PersonId, asked: &Asked) -> Result<Response, Problem> {
    let page = asked.page(&["type", "source", "from", "to"])?;
    let filter =
        TransactionFilter::parse(asked.get("type"), asked.get("source"), asked.get("from"), asked.get("to"))?;
    Ok(asked.answer(pg::transactions(pool, person, &filter, page).await?))
}

/// Somebody else's wallet looks like one that does not exist.
fn own(reader: Reader, person: PersonId) -> Result<(), Explanation> {
    match reader.only() {
        Some(own) if own != person => Err(Explanation::not_found()),
        _ => Ok(()),
    }
}
