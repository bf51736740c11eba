//! Before the bank is asked: that we are about to is written down and committed first, so that a crash at any instant
//! leaves a transfer that is known to have been sent perhaps, and is therefore asked about.

use super::{
    rows::{amount, kind, state},
    tell::tell,
};
use crate::{
    bank::{About, Transfer},
    explain::{Explain, Explanation},
    id::{BankAccountId, PersonId, TransferId},
    transfer::{TransferKind, TransferState, next::Known},
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, Vault, WorkError, refuse},
};
use serde_json::json;
use sqlx::PgPool;

/// What is known of a transfer now, and what the bank is asked about; `None` where there is none.
pub async fn known(pool: &PgPool, transfer: TransferId) -> Result<Option<(Known, About)>, WorkError> {
    let row = sqlx::query!(
        "select status, sends, enquiries, sent_at, amount_paise from transfer where id = $1",
        transfer.0
    )
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        let known = Known {
            state: state(&row.status)?,
            sends: u32::try_from(row.sends).unwrap_or_default(),
            enquiries: u32::try_from(row.enquiries).unwrap_or_default(),
            sent_at: row.sent_at,
        };
        Ok((known, About { reference: transfer, amount: amount(row.amount_paise)? }))
    })
    .transpose()
}

/// Writes down that the bank was asked and did not say how it ended, or that it could not be asked now. No event:
/// nothing changed.
pub async fn note_contact(
    pool: &PgPool,
    transfer: TransferId,
    was_asked: bool,
    said: &str,
) -> Result<(), WorkError> {
    let said: String = said.chars().filter(|c| *c != '\0').take(300).collect();
    sqlx::query!(
        r#"
        update transfer
        set last_contact = $2, contacted_at = case when $3 then clock_timestamp() else contacted_at end,
            enquiries = enquiries + case when $3 then 1 else 0 end
        where id = $1 and status in ('pending', 'processing')
        "#,
        transfer.0,
        said,
        was_asked,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Commits to sending it, for the first time or again.
pub struct Send<'a> {
    pub transfer: TransferId,
    /// How often it had been sent when that was decided: whoever comes second decides anew.
    pub sends_before: u32,
    pub vault: &'a Vault,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendRefused {
    /// Somebody else was here meanwhile, or it came to its end.
    #[error("it has moved on")]
    MovedOn,
}

impl Explain for SendRefused {
    fn explain(&self) -> Explanation {
        Explanation::internal()
    }
}

impl Command for Send<'_> {
    const NAME: &'static str = "transfer.send";
    type Output = Transfer;
    type Refusal = SendRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Transfer, Failure<SendRefused>> {
        let row = sqlx::query!(
            r#"
            select kind, owner_id, amount_paise, bank_account_id, status, sends from transfer where id = $1 for no key update
            "#,
            self.transfer.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(SendRefused::MovedOn))?;
        let (was, kind) = (state(&row.status)?, kind(&row.kind)?);
        if was.is_end() || i64::from(row.sends) != i64::from(self.sends_before) {
            return Err(refuse(SendRefused::MovedOn));
        }
        let now = tx.now();
        sqlx::query!(
            r#"
            update transfer set status = 'processing', sends = sends + 1, sent_at = clock_timestamp(), updated_at = $2 where id = $1
            "#,
            self.transfer.0,
            now,
        )
        .execute(tx.conn())
        .await?;
        let account = match row.bank_account_id {
            None => None,
            Some(id) => Some(
                crate::bank_account::pg::account_for_bank(tx.conn(), self.vault, BankAccountId(id)).await?,
            ),
        };
        let (word, sends) = (TransferState::Processing.as_str(), i64::from(row.sends) + 1);
        tx.record(
            Record::of(kind.as_str(), self.transfer.0)
                .before(json!({ "status": was.as_str() }))
                .after(json!({ "status": word, "sends": sends }))
                .tells(row.owner_id),
        );
        if kind == TransferKind::Payout && was == TransferState::Pending {
            tell(tx, self.transfer, EventKind::PayoutProcessing).await?;
        }
        Ok(Transfer {
            reference: self.transfer,
            flow: kind.flow(),
            amount: amount(row.amount_paise)?,
            account,
        })
    }
}
