//! One unit of work. Only `execute` can make one, so holding a `&mut Tx` proves that a transaction is open,
//! named and audited.

use super::{
    Claim, Meta, Moment, Record, Told, WorkError, idempotency::window_seconds, live::CHANNEL, real_now,
};
use crate::{
    id::{CommandId, PersonId},
    ledger::kind::EntryKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, Postgres, Transaction};

pub struct Tx {
    pub(super) inner: Transaction<'static, Postgres>,
    pub(super) name: &'static str,
    pub(super) id: CommandId,
    pub(super) actor: Option<PersonId>,
    pub(super) meta: Meta,
    pub(super) claim: Option<Claim>,
    /// Set where business time is given from outside (`execute_as_of`).
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) moment: Option<Moment>,
    pub(super) response: Option<Vec<u8>>,
    pub(super) record: Option<Record>,
    pub(super) recorded: bool,
    /// The kinds of entries that were posted, to be counted once they are committed.
    pub(super) posted: Vec<&'static str>,
    /// Something was written that needs a record, whatever comes of the command itself.
    pub(super) happened: bool,
}

/// What every transaction reads first. A hot command reads it in the one statement that reads everything
/// else as well, and hands it to [`Tx::opened`].
#[derive(Clone, Debug)]
pub struct Opening {
    pub real: DateTime<Utc>,
    pub offset_seconds: i64,
    /// Stored under the claimed key, if anything is.
    pub request_hash: Option<Vec<u8>>,
    pub response: Option<Vec<u8>>,
}

impl Tx {
    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Business time: the only clock that a rule sees. The same throughout the transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.moment.map_or_else(|| self.as_of.unwrap_or_else(real_now), |moment| moment.business)
    }

    /// The business date, in India.
    pub fn today(&self) -> NaiveDate {
        crate::calendar::business_date(self.now())
    }

    /// Where business time is given from outside: for a statement that reads the clock itself.
    pub(crate) fn as_of(&self) -> Option<DateTime<Utc>> {
        self.as_of
    }

    /// Real time, for tokens and sessions.
    pub fn real_now(&self) -> DateTime<Utc> {
        self.moment.map_or_else(real_now, |moment| moment.real)
    }

    /// This command's id: of its record, and on the entries that it posts.
    pub fn command_id(&self) -> CommandId {
        self.id
    }

    /// The id of the request that caused it, for the jobs that it asks for.
    pub fn request_id(&self) -> &str {
        &self.meta.request_id
    }

    pub fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// What the command says of itself; [`super::execute`] adds who, when and under which key.
    pub fn record(&mut self, record: Record) {
        self.record = Some(record);
    }

    /// What it has said of itself so far.
    pub fn said(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    pub(super) fn keep_response(&mut self, body: Vec<u8>) {
        self.response = Some(body);
    }

    /// Takes note of what was read first. A key that was used before ends the command here.
    pub fn opened(&mut self, opening: Opening) -> Result<(), WorkError> {
        let mut moment = Moment::from_offset(opening.real, opening.offset_seconds);
        if let Some(as_of) = self.as_of {
            moment.business = as_of;
        }
        self.moment = Some(moment);
        match (&self.claim, opening.request_hash) {
            (Some(claim), Some(hash)) => Err(claim.judge(&hash, opening.response)),
            _ => Ok(()),
        }
    }

    /// Reads the clock and the key in a statement of their own; what [`super::execute`] does for every
    /// command that does not read them itself.
    pub(super) async fn open(&mut self) -> Result<(), WorkError> {
        let (scope, key) = match &self.claim {
            Some(claim) => (Some(claim.scope), Some(claim.key.as_str().to_owned())),
            None => (None, None),
        };
        let opening = sqlx::query_as!(
            Opening,
            r#"
            select clock_timestamp() as "real!", c.offset_seconds, k.request_hash as "request_hash?",
                   case when k.recorded_at > clock_timestamp() - make_interval(secs => $4) then k.response end as response
            from business_clock c
            left join command_log k on k.scope = $1 and k.name = $2 and k.key = $3
            "#,
            scope,
            self.name,
            key,
            window_seconds(),
        )
        .fetch_one(&mut *self.inner)
        .await?;
        self.opened(opening)
    }

    /// Writes the command's record; for a hot command, which writes it together with everything else, see
    /// [`Tx::recorded`].
    pub(super) async fn write_record(&mut self) -> Result<(), WorkError> {
        if self.recorded {
            return Ok(());
        }
        let row = self.record_row();
        // The notification leaves with the commit, and is no round trip of its own.
        sqlx::query!(
            r#"
            with written as (
              insert into command_log (id, name, actor_id, subject_kind, subject_id, before, after, request_id,
                                       business_at, scope, key, request_hash, response)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            )
            select pg_notify($14, told) is null as silent from unnest($15::text[]) told
            "#,
            row.id.0,
            row.name,
            row.actor.map(|person| person.0),
            row.subject_kind,
            row.subject_id,
            row.before,
            row.after,
            row.request_id,
            row.business_at,
            row.scope,
            row.key,
            row.request_hash,
            row.response,
            CHANNEL,
            &row.told,
        )
        .fetch_all(&mut *self.inner)
        .await?;
        self.recorded = true;
        Ok(())
    }

    /// Takes note of an entry that the transaction posts.
    pub(crate) fn posts(&mut self, kind: EntryKind) {
        self.posted.push(kind.as_str());
    }

    /// The columns of this command's record, for a statement that writes it together with the effect.
    pub fn record_row(&self) -> RecordRow {
        let record = self.record.clone();
        let told = record.as_ref().map(told).unwrap_or_default();
        RecordRow {
            id: self.id,
            name: self.name,
            actor: self.actor,
            subject_kind: record.as_ref().map_or("none", |record| record.subject_kind),
            subject_id: record.as_ref().and_then(|record| record.subject_id),
            before: record.as_ref().and_then(|record| record.before.clone()),
            after: record.and_then(|record| record.after),
            request_id: self.meta.request_id.clone(),
            business_at: self.now(),
            scope: self.claim.as_ref().map(|claim| claim.scope),
            key: self.claim.as_ref().map(|claim| claim.key.as_str().to_owned()),
            request_hash: self.claim.as_ref().map(|claim| claim.request_hash.to_vec()),
            response: self.response.clone(),
            told,
        }
    }

    /// Says that nothing happened, so that nothing is written down: the log grows with what is done, not with how often
    /// somebody says the same again.
    pub fn nothing_happened(&mut self) {
        self.recorded = !self.happened;
    }

    /// Says that the transaction has written something beside what the command is for.
    pub(crate) fn something_happened(&mut self) {
        self.happened = true;
    }

    /// Says that the command has written its own record.
    pub fn recorded(&mut self) {
        self.recorded = true;
    }
}

/// One row of `command_log`.
pub struct RecordRow {
    pub id: CommandId,
    pub name: &'static str,
    pub actor: Option<PersonId>,
    pub subject_kind: &'static str,
    pub subject_id: Option<uuid::Uuid>,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
    pub request_id: String,
    pub business_at: DateTime<Utc>,
    pub scope: Option<uuid::Uuid>,
    pub key: Option<String>,
    pub request_hash: Option<Vec<u8>>,
    pub response: Option<Vec<u8>>,
    /// What is sent to [`CHANNEL`], once for each who is told. A hot command that writes its own record leaves it out.
    told: Vec<String>,
}

fn told(record: &Record) -> Vec<String> {
    let Some(id) = record.subject_id else { return Vec::new() };
    let tell = |to: &uuid::Uuid| {
        serde_json::to_string(&Told { to: *to, kind: record.subject_kind.to_owned(), id }).ok()
    };
    record.owners.iter().filter_map(tell).collect()
}
