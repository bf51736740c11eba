//! What is not paid in time, and the ends of business days.

use super::{
    extract::{As, By, Id, Key, MayBeSent, Sent},
    page::Asked,
    problem::Problem,
    replay::replayable,
};
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use domain::{
    actor::{Admin, Borrower, Reader},
    debt::{
        body::{DayEndBody, PayDebtBody, PenalTermsBody, WriteOffBody},
        pg::{self, Debt, OverdueFilter},
        view::{DayEndsView, DebtView, PenalTermsView},
    },
    explain::Explanation,
    id::{LoanId, PersonId, PlanId},
    loan::position::Class,
    work::execute,
};
use serde_json::{Value, json};
use sqlx::PgPool;

pub(super) async fn debt(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(person): Id<PersonId>,
) -> Result<Json<DebtView>, Problem> {
    if reader.only().is_some_and(|own| own != person) {
        return Err(Problem::not_found());
    }
    Ok(Json(pg::debt(&pool, person).await?))
}

pub(super) async fn pay(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    Id(person): Id<PersonId>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<PayDebtBody>,
) -> Result<Response, Problem> {
    if borrower.person() != person {
        return Err(Problem::not_found());
    }
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(replayable(StatusCode::OK, execute(&pool, &command).await?))
}

pub(super) async fn overdue(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&["class"])?;
    let class = asked.get("class").map(|text| {
        Class::parse(text).ok_or_else(|| Explanation::validation("class", "There is no such class."))
    });
    let filter = OverdueFilter { class: class.transpose()? };
    Ok(asked.answer(pg::overdue_borrowers(&pool, admin, &filter, page).await?))
}

/// `kind`: `loan` or `plan`.
pub(super) async fn write_off(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    path: Result<Path<(String, String)>, PathRejection>,
    Sent(body): Sent<WriteOffBody>,
) -> Result<Json<Value>, Problem> {
    let Path((kind, id)) = path.map_err(|_| Problem::not_found())?;
    let debt = match (kind.as_str(), id.parse::<LoanId>(), id.parse::<PlanId>()) {
        ("loan", Ok(loan), _) => Debt::Loan(loan),
        ("plan", _, Ok(plan)) => Debt::Plan(plan),
        _ => return Err(Problem::not_found()),
    };
    let written_off = execute(&pool, &body.parse(admin, debt, meta)?).await?;
    Ok(Json(json!({ "id": id, "written_off_amount": written_off })))
}

pub(super) async fn day_ends(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
) -> Result<Json<DayEndsView>, Problem> {
    Ok(Json(pg::day_ends(&pool, admin).await?))
}

/// Has the job run now that ends the days that are over.
pub(super) async fn end_days(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    MayBeSent(body): MayBeSent<DayEndBody>,
) -> Result<(StatusCode, Json<DayEndsView>), Problem> {
    execute(&pool, &body.parse(admin, meta)?).await?;
    Ok((StatusCode::ACCEPTED, Json(pg::day_ends(&pool, admin).await?)))
}

pub(super) async fn penal_terms(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
) -> Result<Json<Vec<PenalTermsView>>, Problem> {
    Ok(Json(pg::penal_terms(&pool, admin).await?))
}

pub(super) async fn set_penal_terms(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    path: Result<Path<String>, PathRejection>,
    Sent(body): Sent<PenalTermsBody>,
) -> Result<Json<Vec<PenalTermsView>>, Problem> {
    let Path(debt) = path.map_err(|_| Problem::not_found())?;
    execute(&pool, &body.parse(admin, &debt, meta)?).await?;
    Ok(Json(pg::penal_terms(&pool, admin).await?))
}
