//! The only way in. `ledger_post` (migration 0004) locks in account order, numbers the legs and keeps the
//! balances; the product's own database role can write a leg in no other way.

use crate::{
    id::{CommandId, EntryId},
    ledger::entry::Entry,
    work::Tx,
};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Entries as the arrays that `ledger_post` takes: many cost one statement, as one does.
#[derive(Default)]
pub struct Posting {
    pub entry_ids: Vec<Uuid>,
    pub kinds: Vec<String>,
    pub descriptions: Vec<String>,
    pub effective: Vec<DateTime<Utc>>,
    pub references: Vec<Option<Uuid>>,
    pub reversed: Vec<Option<Uuid>>,
    pub commands: Vec<Uuid>,
    legs: Vec<(Uuid, Uuid, i64)>,
}

#[derive(Default)]
pub struct Legs {
    pub entries: Vec<Uuid>,
    pub accounts: Vec<Uuid>,
    pub amounts: Vec<i64>,
}

impl Posting {
    /// Adds an entry; it gets its id here, so that a statement that posts it can already refer to it.
    pub fn add(&mut self, entry: &Entry, effective_at: DateTime<Utc>, command: CommandId) -> EntryId {
        let id = EntryId::new();
        self.entry_ids.push(id.0);
        self.kinds.push(entry.kind().as_str().to_owned());
        self.descriptions.push(entry.description().to_owned());
        self.effective.push(effective_at);
        self.references.push(entry.reference());
        self.reversed.push(entry.reverses().map(|reversed| reversed.0));
        self.commands.push(command.0);
        self.legs.extend(entry.legs().iter().map(|leg| (leg.account().0, id.0, leg.amount().get())));
        id
    }

    /// In the order in which `ledger_post` locks: by account, and within one as they were added.
    pub fn legs(&self) -> Legs {
        let mut sorted = self.legs.clone();
        sorted.sort_by_key(|(account, ..)| *account);
        let mut legs = Legs::default();
        for (account, entry, amount) in sorted {
            legs.accounts.push(account);
            legs.entries.push(entry);
            legs.amounts.push(amount);
        }
        legs
    }
}

/// Posts one entry at the transaction's business time.
pub async fn post(tx: &mut Tx, entry: &Entry) -> sqlx::Result<EntryId> {
    let mut posting = Posting::default();
    let id = posting.add(entry, tx.now(), tx.command_id());
    write(tx.conn(), &posting).await?;
    tx.posts(entry.kind());
    Ok(id)
}

/// Posts many, each at its own time.
pub(crate) async fn post_all(tx: &mut Tx, posting: &Posting) -> sqlx::Result<()> {
    write(tx.conn(), posting).await
}

#[expect(clippy::as_conversions, reason = "how sqlx is told that elements may be null")]
async fn write(conn: &mut PgConnection, posting: &Posting) -> sqlx::Result<()> {
    let legs = posting.legs();
    sqlx::query!(
        "select ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &posting.entry_ids,
        &posting.kinds,
        &posting.descriptions,
        &posting.effective,
        &posting.references as &[Option<Uuid>],
        &posting.reversed as &[Option<Uuid>],
        &posting.commands,
        &legs.entries,
        &legs.accounts,
        &legs.amounts,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}
