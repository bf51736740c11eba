//! After the bank has said: the transfer's one end. An answer, an enquiry and a callback may all say it, at once and in
//! any order; the row's lock makes one of them first, and the others find it done.

use super::{
    request::owner_accounts,
    rows::{amount, kind, state},
    tell::tell,
};
use crate::{
    bank::Outcome,
    explain::{Explain, Explanation},
    id::{DiscrepancyId, MerchantId, PersonId, TransferId, WebhookInId},
    ledger::{
        entry::Entry,
        pg::{lock_merchant, post},
    },
    money::Paise,
    transfer::{TransferKind, TransferState, postings},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError},
};
use serde_json::json;
use uuid::Uuid;

/// What the bank said of a transfer, when it was asked.
pub struct Settle {
    pub transfer: TransferId,
    pub said: Outcome,
    pub meta: Meta,
}

/// What became of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The transfer came to its end by it.
    Applied,
    /// It was known already, or says nothing. Nothing changed.
    Ignored(&'static str),
    /// It contradicts what is recorded for good. Nothing changed, and an admin is asked to look.
    Contradicts(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeverRefused {}

impl Explain for NeverRefused {
    fn explain(&self) -> Explanation {
        match *self {}
    }
}

impl Command for Settle {
    const NAME: &'static str = "transfer.settle";
    type Output = Settled;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Settled, Failure<NeverRefused>> {
        let said = Said { outcome: &self.said, amount_paise: None, webhook: None };
        let settled = settle(tx, self.transfer, &said).await?;
        if matches!(settled, Settled::Ignored(_)) {
            tx.nothing_happened();
        }
        Ok(settled)
    }
}

pub(super) struct Said<'a> {
    pub(super) outcome: &'a Outcome,
    /// A callback says the amount as well.
    pub(super) amount_paise: Option<i64>,
    pub(super) webhook: Option<WebhookInId>,
}

struct Found {
    kind: TransferKind,
    owner: Uuid,
    amount: i64,
    state: TransferState,
    bank_reference: Option<String>,
}

pub(super) async fn settle(tx: &mut Tx, id: TransferId, said: &Said<'_>) -> Result<Settled, WorkError> {
    let Some(found) = find(tx, id).await? else { return Ok(Settled::Ignored("There is no such transfer.")) };
    if let Some(contradiction) = contradiction(&found, said) {
        open_discrepancy(tx, id, said.webhook, &contradiction).await?;
        return Ok(Settled::Contradicts(contradiction));
    }
    match (found.state, said.outcome) {
        (TransferState::Success | TransferState::Failed, _) => Ok(Settled::Ignored("It was known already.")),
        (_, Outcome::Unknown { .. }) => Ok(Settled::Ignored("It does not say how it ended.")),
        (TransferState::Pending, _) => Ok(Settled::Ignored("It was not sent yet.")),
        (TransferState::Processing, Outcome::Accepted { bank_reference }) => {
            if let Some(other) = other_with(tx, id, bank_reference).await? {
                let what = format!("The bank gives the reference of transfer {other} to this one as well.");
                open_discrepancy(tx, id, said.webhook, &what).await?;
                return Ok(Settled::Contradicts(what));
            }
            succeed(tx, id, &found, bank_reference).await?;
            Ok(Settled::Applied)
        }
        (TransferState::Processing, Outcome::Declined { code, reason }) => {
            fail(tx, id, &found, code, reason).await?;
            Ok(Settled::Applied)
        }
    }
}

async fn find(tx: &mut Tx, id: TransferId) -> Result<Option<Found>, WorkError> {
    let row = sqlx::query!(
        "select kind, owner_id, amount_paise, status, bank_reference from transfer where id = $1 for no key update",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Found {
            kind: kind(&row.kind)?,
            owner: row.owner_id,
            amount: row.amount_paise,
            state: state(&row.status)?,
            bank_reference: row.bank_reference,
        })
    })
    .transpose()
}

/// What cannot be true together with what we know, in a sentence for an admin.
fn contradiction(found: &Found, said: &Said<'_>) -> Option<String> {
    if let Some(amount) = said.amount_paise.filter(|amount| *amount != found.amount) {
        let (asked, says) = (Paise::new(found.amount).show(), Paise::new(amount).show());
        return Some(format!("The bank speaks of {says}; {asked} was asked for."));
    }
    match (found.state, said.outcome) {
        (TransferState::Pending, Outcome::Accepted { .. } | Outcome::Declined { .. }) => {
            Some("The bank speaks of it, and it was not sent yet.".to_owned())
        }
        (TransferState::Success, Outcome::Declined { code, .. }) => {
            Some(format!("It is recorded as success; the bank says that it failed ({code})."))
        }
        (TransferState::Failed, Outcome::Accepted { bank_reference }) => {
            Some(format!("It is recorded as failed; the bank says that the money moved ({bank_reference})."))
        }
        (TransferState::Success, Outcome::Accepted { bank_reference })
            if found.bank_reference.as_ref() != Some(bank_reference) =>
        {
            Some(format!("It is recorded under another reference of the bank; now it says {bank_reference}."))
        }
        _ => None,
    }
}

async fn other_with(tx: &mut Tx, id: TransferId, bank_reference: &str) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id from transfer where bank_reference = $1 and id <> $2",
        bank_reference,
        id.0
    )
    .fetch_optional(tx.conn())
    .await
}

async fn succeed(tx: &mut Tx, id: TransferId, found: &Found, bank_reference: &str) -> Result<(), WorkError> {
    let next = found.state.succeed().map_err(|_| WorkError::Broken("a transfer succeeds out of turn"))?;
    let accounts = owner_accounts(tx, found.kind, found.owner).await?;
    let entry = postings::settled(found.kind, id, accounts, amount(found.amount)?);
    post_one(tx, entry).await?;
    let now = tx.now();
    sqlx::query!(
        r#"
        update transfer set status = $2, bank_reference = $3, contacted_at = clock_timestamp(), last_contact = 'The money moved.', updated_at = $4
        where id = $1
        "#,
        id.0,
        next.as_str(),
        bank_reference,
        now,
    )
    .execute(tx.conn())
    .await?;
    record(tx, id, found, json!({ "status": found.kind.word(next), "bank_reference": bank_reference }));
    if found.kind == TransferKind::Payout {
        tell(tx, id, EventKind::PayoutCompleted).await?;
    }
    Ok(())
}

/// What was held goes back in the same transaction.
async fn fail(tx: &mut Tx, id: TransferId, found: &Found, code: &str, reason: &str) -> Result<(), WorkError> {
    let next = found.state.fail().map_err(|_| WorkError::Broken("a transfer fails out of turn"))?;
    match found.kind {
        // It held nothing.
        TransferKind::Deposit => {}
        TransferKind::Withdrawal => {
            let accounts = owner_accounts(tx, found.kind, found.owner).await?;
            post_one(tx, postings::withdrawal_returned(id, accounts, amount(found.amount)?)).await?;
        }
        TransferKind::Payout => {
            let (accounts, _) = lock_merchant(tx, MerchantId(found.owner), None).await?;
            post_one(tx, postings::payout_returned(id, accounts, amount(found.amount)?)).await?;
        }
    }
    let now = tx.now();
    sqlx::query!(
        r#"
        update transfer set status = $2, failure_code = $3, failure_reason = $4, contacted_at = clock_timestamp(), last_contact = $4, updated_at = $5
        where id = $1
        "#,
        id.0,
        next.as_str(),
        code,
        reason,
        now,
    )
    .execute(tx.conn())
    .await?;
    record(tx, id, found, json!({ "status": found.kind.word(next), "failure_code": code, "reason": reason }));
    if found.kind == TransferKind::Payout {
        tell(tx, id, EventKind::PayoutFailed).await?;
    }
    Ok(())
}

async fn post_one(
    tx: &mut Tx,
    entry: Result<Entry, crate::ledger::entry::EntryError>,
) -> Result<(), WorkError> {
    let entry = entry.map_err(|_| WorkError::Broken("the end of a transfer does not balance"))?;
    post(tx, &entry).await?;
    Ok(())
}

fn record(tx: &mut Tx, id: TransferId, found: &Found, after: serde_json::Value) {
    tx.record(
        Record::of(found.kind.as_str(), id.0)
            .before(json!({ "status": found.state.as_str() }))
            .after(after)
            .tells(found.owner),
    );
}

/// One open question for a transfer and sentence: told ten times it is still one.
async fn open_discrepancy(
    tx: &mut Tx,
    transfer: TransferId,
    webhook: Option<WebhookInId>,
    what: &str,
) -> Result<(), WorkError> {
    let what: String = what.chars().take(500).collect();
    sqlx::query!(
        r#"
        insert into discrepancy (id, transfer_id, webhook_id, what)
        select $1, $2, $3, $4
        where not exists (select from discrepancy where transfer_id = $2 and what = $4 and resolved_at is null)
        "#,
        DiscrepancyId::new().0,
        transfer.0,
        webhook.map(|webhook| webhook.0),
        what,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
