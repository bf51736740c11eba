//! What asking for a deposit, a withdrawal and a payout have in common: lock what it is taken from, hold it, write the
//! transfer down, and ask for the job that takes it to the bank. All in the command's transaction.

use super::rows::{TransferRow, transfer_rows};
use crate::{
    id::{AccountId, BankAccountId, TransferId},
    job::{JobKind, pg::enqueue},
    ledger::{account::AccountKind, pg::post},
    money::{Paise, PositivePaise},
    transfer::{
        TransferKind,
        error::TransferRefused,
        postings::{self, OwnerAccounts},
    },
    work::{Failure, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;
use uuid::Uuid;

/// The answer to a request that was accepted.
pub type Requested<T> = Replayable<T>;

pub(super) struct Wanted {
    pub(super) kind: TransferKind,
    pub(super) owner: Uuid,
    pub(super) amount: PositivePaise,
    pub(super) bank_account: Option<BankAccountId>,
}

/// The owner's accounts as they are locked, with what is available.
struct Holdings {
    accounts: OwnerAccounts,
    available: Paise,
}

pub(super) async fn request(tx: &mut Tx, wanted: &Wanted) -> Result<TransferRow, Failure<TransferRefused>> {
    if let Some(account) = wanted.bank_account {
        is_the_owners(tx, account, wanted.owner).await?;
    }
    let holdings =
        holdings(tx, wanted.kind, wanted.owner).await?.ok_or(refuse(TransferRefused::NoAccount))?;
    let (id, now, amount) = (TransferId::new(), tx.now(), wanted.amount.get());
    if let Some(entry) = postings::held(wanted.kind, id, holdings.accounts, wanted.amount) {
        if holdings.available < amount {
            let (available, requested, field) = (holdings.available, amount, wanted.kind.amount_field());
            return Err(refuse(TransferRefused::InsufficientFunds { available, requested, field }));
        }
        let entry = entry.map_err(|_| WorkError::Broken("what is held does not balance"))?;
        post(tx, &entry).await?;
    }
    let key = tx.claim().map(|claim| claim.key.as_str().to_owned()).unwrap_or_default();
    sqlx::query!(
        r#"
        insert into transfer (id, kind, owner_id, amount_paise, bank_account_id, idempotency_key, status, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, 'pending', $7, $7)
        "#,
        id.0,
        wanted.kind.as_str(),
        wanted.owner,
        amount.get(),
        wanted.bank_account.map(|account| account.0),
        key,
        now,
    )
    .execute(tx.conn())
    .await?;
    enqueue(tx, JobKind::TransferAdvance, id.0).await?;
    tx.record(
        Record::of(wanted.kind.as_str(), id.0)
            .after(json!({ "status": "pending", "amount": amount }))
            .tells(wanted.owner),
    );
    Ok(transfer_rows!("where t.id = $1", id.0).fetch_one(tx.conn()).await?)
}

async fn is_the_owners(
    tx: &mut Tx,
    account: BankAccountId,
    owner: Uuid,
) -> Result<(), Failure<TransferRefused>> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from bank_account where id = $1 and owner_id = $2) as "there!""#,
        account.0,
        owner,
    )
    .fetch_one(tx.conn())
    .await?;
    if there { Ok(()) } else { Err(refuse(TransferRefused::NoBankAccount)) }
}

/// Both accounts are locked, in the order in which `ledger_post` locks them: a transfer of the same owner that ends at
/// this moment queues up instead of deadlocking. Nobody else's are touched, so that owners do not wait for each other.
async fn holdings(tx: &mut Tx, kind: TransferKind, owner: Uuid) -> sqlx::Result<Option<Holdings>> {
    let (available, held) = kinds(kind);
    let rows = sqlx::query!(
        "select id, kind, balance from account where owner_id = $1 and kind in ($2, $3) order by id for no key update",
        owner,
        available.as_str(),
        held.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    let find = |kind: AccountKind| rows.iter().find(|row| row.kind == kind.as_str());
    Ok(find(available).zip(find(held)).map(|(available, held)| Holdings {
        accounts: OwnerAccounts { available: AccountId(available.id), held: AccountId(held.id) },
        available: Paise::new(available.balance),
    }))
}

/// Where the owner's money is, and where it is held.
pub(super) fn kinds(kind: TransferKind) -> (AccountKind, AccountKind) {
    match kind {
        TransferKind::Deposit | TransferKind::Withdrawal => (AccountKind::Wallet, AccountKind::WalletHeld),
        TransferKind::Payout => (AccountKind::MerchantAvailable, AccountKind::MerchantHeld),
    }
}

/// The owner's accounts, not locked: `ledger_post` does that.
pub(super) async fn owner_accounts(
    tx: &mut Tx,
    kind: TransferKind,
    owner: Uuid,
) -> Result<OwnerAccounts, WorkError> {
    let (available, held) = kinds(kind);
    let rows = sqlx::query!(
        "select id, kind from account where owner_id = $1 and kind in ($2, $3)",
        owner,
        available.as_str(),
        held.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    let find =
        |kind: AccountKind| rows.iter().find(|row| row.kind == kind.as_str()).map(|row| AccountId(row.id));
    match (find(available), find(held)) {
        (Some(available), Some(held)) => Ok(OwnerAccounts { available, held }),
        _ => Err(WorkError::Broken("the owner of a transfer has no accounts")),
    }
}
