//! Money into and out of wallets: accepted at once, done by the bank in its own time.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{As, By, Id, NeededKey, Sent},
    page::{Asked, filters, state_of},
    problem::Problem,
};
use axum::{Json, extract::State};
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

filters! {
    Transfers { status: TransferState = "" }
}

pub(super) async fn deposit(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<DepositBody>,
) -> Ends<Keyed<WalletTransferView, 202, 202>> {
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(accepted("deposits", execute(&pool, &command).await?))
}

pub(super) async fn withdraw(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<WithdrawBody>,
) -> Ends<Keyed<WalletTransferView, 202, 202>> {
    let command = body.parse(borrower, key.needed()?, meta)?;
    Ok(accepted("withdrawals", execute(&pool, &command).await?))
}

pub(super) async fn deposits(
    pool: State<PgPool>,
    reader: As<Reader>,
    asked: Asked<Transfers>,
) -> Ends<Listed<WalletTransferView>> {
    list(pool, reader, TransferKind::Deposit, asked).await
}

pub(super) async fn withdrawals(
    pool: State<PgPool>,
    reader: As<Reader>,
    asked: Asked<Transfers>,
) -> Ends<Listed<WalletTransferView>> {
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
    asked: Asked<Transfers>,
) -> Ends<Listed<WalletTransferView>> {
    let page = asked.page()?;
    let status = status(kind, &asked)?;
    Ok(asked.answer(pg::wallet_transfers(&pool, reader, kind, status, page).await?))
}

/// The state that the filter names, if it names one.
pub(super) fn status<F>(kind: TransferKind, asked: &Asked<F>) -> Result<Option<TransferState>, Explanation> {
    state_of(asked, |word| kind.state(word))
}

fn accepted(noun: &str, answer: Replayable<WalletTransferView>) -> Keyed<WalletTransferView, 202, 202> {
    Keyed::placed(noun, answer.value.id, answer)
}
