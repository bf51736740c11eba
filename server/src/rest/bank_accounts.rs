//! Where people and merchants have money at a bank.

use super::{
    answer::{Created, Ends, Listed},
    extract::{As, By, Sent},
    page::Asked,
};
use axum::extract::State;
use domain::{
    actor::Holder,
    bank_account::{body::BankAccountBody, pg, view::BankAccountView},
    work::{Vault, execute},
};
use sqlx::PgPool;
use std::sync::Arc;

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(holder): As<Holder>,
    asked: Asked,
) -> Ends<Listed<BankAccountView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::bank_accounts(&pool, holder, page).await?))
}

pub(super) async fn add(
    State(pool): State<PgPool>,
    State(vault): State<Arc<Vault>>,
    As(holder): As<Holder>,
    By(meta): By,
    Sent(body): Sent<BankAccountBody>,
) -> Ends<Created<BankAccountView>> {
    let account = execute(&pool, &body.parse(holder, vault, meta)?).await?;
    Ok(Created(account))
}
