//! What the bank says by itself: stored once as it came, applied by a job.

use super::settle::{NeverRefused, Said, Settled, settle};
use crate::{
    id::{PersonId, WebhookInId},
    job::{JobKind, pg::enqueue},
    transfer::callback::Callback,
    work::{Command, Failure, Meta, Record, Tx, WorkError},
};
use serde_json::json;

/// Keeps it, and asks for the job that applies it. Its signature was checked.
pub struct ReceiveWebhook {
    /// `bank`, a gateway's name, or `merchant:` and its id.
    pub source: String,
    /// The sender's id of the event, once for good.
    pub event_id: String,
    pub body: Vec<u8>,
    pub meta: Meta,
}

impl Command for ReceiveWebhook {
    const NAME: &'static str = "webhook.receive";
    /// Whether it was new.
    type Output = bool;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<NeverRefused>> {
        let id = WebhookInId::new();
        let stored = sqlx::query!(
            r#"
            insert into webhook_in (id, source, event_id, body, request_id) values ($1, $2, $3, $4, $5)
            on conflict on constraint webhook_in_once do nothing
            "#,
            id.0,
            self.source,
            self.event_id,
            self.body,
            self.meta.request_id,
        )
        .execute(tx.conn())
        .await?;
        let new = stored.rows_affected() == 1;
        if new {
            enqueue(tx, JobKind::WebhookApply, id.0).await?;
            tx.record(Record::of("webhook", id.0).after(json!({ "source": self.source })));
        } else {
            tx.nothing_happened();
        }
        Ok(new)
    }
}

/// Makes something of it, once.
pub struct ApplyWebhook {
    pub webhook: WebhookInId,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    Done,
    /// Nothing came of it, and why.
    Ignored(String),
    /// Another one was quicker.
    Before,
}

impl Command for ApplyWebhook {
    const NAME: &'static str = "webhook.apply";
    type Output = Applied;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Applied, Failure<NeverRefused>> {
        let row =
            sqlx::query!("select body, status from webhook_in where id = $1 for update", self.webhook.0)
                .fetch_optional(tx.conn())
                .await?;
        let Some(row) = row.filter(|row| row.status == "received") else { return Ok(Applied::Before) };
        let (applied, subject) = match Callback::read(&row.body) {
            Err(why) => (Applied::Ignored(why.to_owned()), None),
            Ok(callback) => {
                let said = Said {
                    outcome: &callback.said,
                    amount_paise: Some(callback.amount_paise),
                    webhook: Some(self.webhook),
                };
                let applied = match settle(tx, callback.reference, &said).await? {
                    Settled::Applied => Applied::Done,
                    Settled::Ignored(why) => Applied::Ignored(why.to_owned()),
                    Settled::Contradicts(why) => Applied::Ignored(why),
                };
                (applied, Some(callback.reference.0))
            }
        };
        self.note(tx, &applied, subject).await?;
        Ok(applied)
    }
}

impl ApplyWebhook {
    async fn note(
        &self,
        tx: &mut Tx,
        applied: &Applied,
        subject: Option<uuid::Uuid>,
    ) -> Result<(), WorkError> {
        let (status, note) = match applied {
            Applied::Done | Applied::Before => ("applied", None),
            Applied::Ignored(why) => ("ignored", Some(why.as_str())),
        };
        sqlx::query!(
            "update webhook_in set status = $2, note = $3, subject_id = $4, applied_at = clock_timestamp() where id = $1",
            self.webhook.0,
            status,
            note,
            subject,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
