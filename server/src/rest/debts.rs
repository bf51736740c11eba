//! What is not paid in time, and the ends of business days.

use super::{
    answer::{Accepted, Ends, Keyed, Listed},
    extract::{As, By, Id, MayBeSent, NeededKey, Sent},
    page::{Asked, filters},
    problem::Problem,
};
use crate::openapi::{Input, Operation};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::request::Parts,
};
use domain::{
    actor::{Admin, Borrower, Reader},
    debt::{
        body::{DayEndBody, PayDebtBody, PenalTermsBody, WriteOffBody},
        pg::{self, Debt, OverdueFilter},
        view::{DayEndsView, DebtView, OverdueBorrowerView, PaidDebtView, PenalTermsView},
    },
    explain::Explanation,
    id::{LoanId, PersonId, PlanId},
    loan::position::Class,
    money::Paise,
    work::execute,
};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::PgPool;
use std::{convert::Infallible, str::FromStr};
use uuid::Uuid;

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
    key: NeededKey,
    Sent(body): Sent<PayDebtBody>,
) -> Ends<Keyed<PaidDebtView, 200, 200>> {
    if borrower.person() != person {
        return Err(Problem::not_found());
    }
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(Keyed::new(execute(&pool, &command).await?))
}

filters! {
    Overdue { class: Class = "The Reserve Bank's." }
}

pub(super) async fn overdue(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked<Overdue>,
) -> Ends<Listed<OverdueBorrowerView>> {
    let page = asked.page()?;
    let class = asked.get("class").map(|text| {
        Class::parse(text).ok_or_else(|| Explanation::validation("class", "There is no such class."))
    });
    let filter = OverdueFilter { class: class.transpose()? };
    Ok(asked.answer(pg::overdue_borrowers(&pool, admin, &filter, page).await?))
}

/// What is owed and not paid.
#[derive(Clone, Copy, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DebtKind {
    Loan,
    Plan,
}

impl DebtKind {
    const fn as_str(self) -> &'static str {
        match self {
            DebtKind::Loan => "loan",
            DebtKind::Plan => "plan",
        }
    }
}

impl FromStr for DebtKind {
    type Err = ();

    fn from_str(text: &str) -> Result<DebtKind, ()> {
        [DebtKind::Loan, DebtKind::Plan].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// `{kind}/{id}` in the path. Nothing where there can be no such debt, which is said after what is wrong with the body.
pub(super) struct WhichDebt(Option<Debt>);

impl<S: Send + Sync> FromRequestParts<S> for WhichDebt {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Ok(Path((kind, id))) = Path::<(String, String)>::from_request_parts(parts, state).await else {
            return Ok(WhichDebt(None));
        };
        Ok(WhichDebt(match (kind.parse(), id.parse()) {
            (Ok(DebtKind::Loan), Ok(id)) => Some(Debt::Loan(LoanId(id))),
            (Ok(DebtKind::Plan), Ok(id)) => Some(Debt::Plan(PlanId(id))),
            _ => None,
        }))
    }
}

impl Input for WhichDebt {
    fn describe(operation: &mut Operation<'_>) {
        operation.id::<DebtKind>();
        operation.id::<Uuid>();
    }
}

#[derive(Serialize, JsonSchema)]
pub(super) struct WrittenOffView {
    /// Of the loan or plan.
    id: Uuid,
    written_off_amount: Paise,
}

pub(super) async fn write_off(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    WhichDebt(debt): WhichDebt,
    Sent(body): Sent<WriteOffBody>,
) -> Ends<Json<WrittenOffView>> {
    let debt = debt.ok_or_else(Problem::not_found)?;
    let written_off_amount = execute(&pool, &body.parse(admin, debt, meta)?).await?;
    let id = match debt {
        Debt::Loan(loan) => loan.0,
        Debt::Plan(plan) => plan.0,
    };
    Ok(Json(WrittenOffView { id, written_off_amount }))
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
) -> Ends<Accepted<DayEndsView>> {
    execute(&pool, &body.parse(admin, meta)?).await?;
    Ok(Accepted(pg::day_ends(&pool, admin).await?))
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
    Id(debt): Id<DebtKind>,
    Sent(body): Sent<PenalTermsBody>,
) -> Result<Json<Vec<PenalTermsView>>, Problem> {
    execute(&pool, &body.parse(admin, debt.as_str(), meta)?).await?;
    Ok(Json(pg::penal_terms(&pool, admin).await?))
}
