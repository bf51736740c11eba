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
    pub leg_entries: Vec<Uuid>,
    pub leg_accounts: Vec<Uuid>,
    pub leg_amounts: Vec<i64>,
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
        for leg in entry.legs() {
            self.leg_entries.push(id.0);
            self.leg_accounts.push(leg.account().0);
            self.leg_amounts.push(leg.amount().get());
        }
        id
    }
}

/// Posts one entry at the transaction's business time.
pub async fn post(tx: &mut Tx, entry: &Entry) -> sqlx::Result<EntryId> {
    let mut posting = Posting::default();
    let id = posting.add(entry, tx.now(), tx.command_id());
    write(tx.conn(), &posting).await?;
    Ok(id)
}

#[expect(clippy::as_conversions, reason = "how sqlx is told that elements may be null")]
async fn write(conn: &mut PgConnection, posting: &Posting) -> sqlx::Result<()> {
    sqlx::query!(
        "select ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &posting.entry_ids,
        &posting.kinds,
        &posting.descriptions,
        &posting.effective,
        &posting.references as &[Option<Uuid>],
        &posting.reversed as &[Option<Uuid>],
        &posting.commands,
        &posting.leg_entries,
        &posting.leg_accounts,
        &posting.leg_amounts,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}
