//! Loans, from the calculator to the payoff.

use super::{
    answer::{Created, Ends, Listed},
    extract::{As, By, Id, Sent},
    page::Asked,
    problem::Problem,
};
use axum::{Json, extract::State};
use domain::{
    actor::{Admin, Borrower, Reader},
    calendar::business_date,
    id::LoanId,
    loan::{
        body::{ApplyBody, DecideBody},
        pg,
        view::{CalculationView, LoanView, PayoffView, ScheduleRowView},
    },
    work::{business_now, execute},
};
use sqlx::PgPool;

/// Anybody may ask, signed in or not.
pub(super) async fn calculate(
    State(pool): State<PgPool>,
    Sent(body): Sent<ApplyBody>,
) -> Result<Json<CalculationView>, Problem> {
    // An application may leave it out, and has the product's own; a calculation is of a rate.
    body.interest_rate.needed("interest_rate")?;
    let limits = pg::limits(&pool).await?;
    let today = business_date(business_now(&pool).await?);
    Ok(Json(body.calculate(&limits, today)?))
}

pub(super) async fn apply(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    Sent(body): Sent<ApplyBody>,
) -> Ends<Created<LoanView>> {
    let command = body.parse(borrower, meta)?;
    Ok(Created(execute(&pool, &command).await?))
}

pub(super) async fn mine(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked,
) -> Ends<Listed<LoanView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::loans_of(&pool, borrower.person(), page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(loan): Id<LoanId>,
) -> Result<Json<LoanView>, Problem> {
    Ok(Json(pg::loan(&pool, reader, loan).await?))
}

pub(super) async fn schedule(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(loan): Id<LoanId>,
) -> Result<Json<Vec<ScheduleRowView>>, Problem> {
    Ok(Json(pg::schedule(&pool, reader, loan).await?))
}

pub(super) async fn payoff(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(loan): Id<LoanId>,
) -> Result<Json<PayoffView>, Problem> {
    Ok(Json(pg::payoff(&pool, reader, loan).await?))
}

/// Oldest first: who has waited longest is answered first.
pub(super) async fn pending(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked,
) -> Ends<Listed<LoanView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::pending(&pool, admin, page).await?.map(|application| application.loan)))
}

/// Approves (and pays out) or rejects.
pub(super) async fn decide(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Sent(body): Sent<DecideBody>,
) -> Result<Json<LoanView>, Problem> {
    let command = body.parse(admin, meta)?;
    Ok(Json(execute(&pool, &command).await?))
}
