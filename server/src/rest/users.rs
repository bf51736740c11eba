//! People, always masked.

use super::{
    answer::{Ends, Listed},
    extract::{As, By, Id, Sent},
    page::{Asked, filters},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::{Actor, Role},
    debt::Standing,
    explain::Explanation,
    id::PersonId,
    identity::{
        body::ChangeUserBody,
        pg::{UserFilter, user, users},
        view::UserView,
    },
    page::Page,
    work::execute,
};
use sqlx::PgPool;

filters! {
    Users { status: Standing = "" }
}

/// For an admin everybody; for anybody else themselves.
pub(super) async fn list(
    State(pool): State<PgPool>,
    As(actor): As<Actor>,
    asked: Asked<Users>,
) -> Ends<Listed<UserView>> {
    let page = asked.page()?;
    let status = asked.get("status").map(|text| {
        Standing::parse(text).ok_or_else(|| Explanation::validation("status", "There is no such status."))
    });
    let filter = UserFilter { status: status.transpose()? };
    if actor.role == Role::Admin {
        return Ok(asked.answer(users(&pool, actor.as_admin()?, &filter, page).await?));
    }
    let own = user(&pool, &actor, actor.person).await?;
    let shown: Vec<UserView> =
        if filter.status.is_none_or(|status| status == own.status) { vec![own] } else { Vec::new() };
    Ok(Listed { page: Page { items: shown, older: None, newer: None }, next: None })
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    As(actor): As<Actor>,
    Id(id): Id<PersonId>,
) -> Result<Json<UserView>, Problem> {
    Ok(Json(user(&pool, &actor, id).await?))
}

pub(super) async fn change(
    State(kist): State<Kist>,
    As(actor): As<Actor>,
    Id(id): Id<PersonId>,
    By(meta): By,
    Sent(body): Sent<ChangeUserBody>,
) -> Result<Json<UserView>, Problem> {
    execute(&kist.pool, &body.parse(&actor, id, kist.vault.clone(), meta)?).await?;
    Ok(Json(user(&kist.pool, &actor, id).await?))
}
