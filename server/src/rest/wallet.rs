//! What a person holds with us.

use super::{
    answer::{Ends, Listed},
    extract::{As, Id},
    page::{Asked, Filters, filters},
    problem::Problem,
    statement::{self, Format, Statement},
};
use crate::openapi::Operation;
use axum::{Json, extract::State};
use domain::shape::{Day, DayOrNone};
use domain::{
    actor::{Borrower, Reader},
    explain::Explanation,
    id::PersonId,
    wallet::{
        filter::{TransactionFilter, date},
        pg,
        view::{BalanceView, Direction, Source, TransactionView},
    },
    work::business_now,
};
use sqlx::PgPool;

filters! {
    History {
        r#type: Direction = "",
        source: Source = "",
        from: DayOrNone = "The first day, in India.",
        to: DayOrNone = "The last day, included.",
    }
}

/// What a statement is asked for.
pub(super) enum Period {}

impl Filters for Period {
    const NAMES: &'static [&'static str] = &["from", "to", "format"];
    const IS_LIST: bool = false;

    fn describe(operation: &mut Operation<'_>) {
        operation.needed_query::<Day>("from", "The first day.");
        operation.needed_query::<Day>("to", "The last day, included.");
        operation.query::<Format>("format", "");
    }
}

pub(super) async fn balance(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
) -> Result<Json<BalanceView>, Problem> {
    Ok(Json(pg::balance(&pool, borrower.person()).await?))
}

pub(super) async fn transactions(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked<History>,
) -> Ends<Listed<TransactionView>> {
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
    asked: Asked<History>,
) -> Ends<Listed<TransactionView>> {
    own(reader, person)?;
    // An admin who mistypes an id hears that it is nobody's, not that nothing ever happened.
    pg::balance(&pool, person).await?;
    history(&pool, person, &asked).await
}

pub(super) async fn statement(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked<Period>,
) -> Ends<Statement> {
    let needed = |name: &'static str| {
        date(name, asked.get(name))?
            .ok_or_else(|| Explanation::validation(name, "This is needed, like 2026-11-20."))
    };
    asked.nothing_else()?;
    let (from, to) = (needed("from")?, needed("to")?);
    let format = Format::parse(asked.get("format"))?;
    let view = pg::statement(&pool, borrower.person(), from, to).await?;
    let made = business_now(&pool).await?;
    Ok(statement::file(view, format, made).await?)
}

async fn history(pool: &PgPool, person: PersonId, asked: &Asked<History>) -> Ends<Listed<TransactionView>> {
    let page = asked.page()?;
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
