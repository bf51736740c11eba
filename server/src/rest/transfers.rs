//! Money into and out of wallets: accepted at once, done by the bank in its own time.

use super::{
    extract::{As, By, Id, Key, Sent},
    page::{Asked, state_of},
    problem::Problem,
    replay::placed,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    actor::{Borrower, Reader},
    explain::Explanation,
    id::TransferId,
    transfer::{
        TransferKind, TransferState,
        body::{DepositBody, WithdrawBody},
        pg,
        view::WalletTransferView,
    },
    work::{Replayable, execute},
};
use sqlx::PgPool;

pub(super) async fn deposit(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<DepositBody>,
) -> Result<Response, Problem> {
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(accepted("deposits", execute(&pool, &command).await?))
}

pub(super) async fn withdraw(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<WithdrawBody>,
) -> Result<Response, Problem> {
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(accepted("withdrawals", execute(&pool, &command).await?))
}

pub(super) async fn deposits(
    pool: State<PgPool>,
    reader: As<Reader>,
    asked: Asked,
) -> Result<Response, Problem> {
    list(pool, reader, TransferKind::Deposit, asked).await
}

pub(super) async fn withdrawals(
    pool: State<PgPool>,
    reader: As<Reader>,
    asked: Asked,
) -> Result<Response, Problem> {
    list(pool, reader, TransferKind::Withdrawal, asked).await
}

pub(super) async fn one_deposit(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(id): Id<TransferId>,
) -> Result<Json<WalletTransferView>, Problem> {
    Ok(Json(pg::wallet_transfer(&pool, reader, TransferKind::Deposit, id).await?))
}

pub(super) async fn one_withdrawal(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(id): Id<TransferId>,
) -> Result<Json<WalletTransferView>, Problem> {
    Ok(Json(pg::wallet_transfer(&pool, reader, TransferKind::Withdrawal, id).await?))
}

async fn list(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    kind: TransferKind,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&["status"])?;
    let status = status(kind, &asked)?;
    Ok(asked.answer(pg::wallet_transfers(&pool, reader, kind, status, page).await?))
}

/// The state that the filter names, if it names one.
pub(super) fn status(kind: TransferKind, asked: &Asked) -> Result<Option<TransferState>, Explanation> {
    state_of(asked, |word| kind.state(word))
}

fn accepted(noun: &str, answer: Replayable<WalletTransferView>) -> Response {
    placed(StatusCode::ACCEPTED, noun, answer.value.id, answer)
}
