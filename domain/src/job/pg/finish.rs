use super::claim::Claimed;
use crate::{
    job::backoff,
    work::{CHANNEL, Told, WorkError},
};
use rand::Rng;
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// The first pause after a failure, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
const NOTE_LENGTH: usize = 1000;

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Done {
        note: String,
    },
    /// Nothing went wrong, but somebody else must move first: looked at again later, not counted as a failure.
    Again {
        after: Duration,
        note: String,
    },
    /// Tried again with backoff, or dead after the last try.
    Failed {
        error: String,
    },
    /// The worker stops; another one takes it at once.
    HandedBack,
}

/// Writes down how a try ended, unless its lease was lost and somebody else has the job by now.
pub async fn finish(pool: &PgPool, job: &Claimed, ended: Ended) -> Result<(), WorkError> {
    let failures = job.failures.saturating_add(1);
    let (status, failures, after, outcome, note) = match ended {
        Ended::Done { note } => ("done", 0, Duration::ZERO, "done", note),
        Ended::Again { after, note } => ("queued", 0, after, "again", note),
        Ended::HandedBack => {
            ("queued", job.failures, Duration::ZERO, "handed_back", "its worker stopped".to_owned())
        }
        Ended::Failed { error } if failures >= job.failures_max => {
            ("dead", failures, Duration::ZERO, "failed", error)
        }
        Ended::Failed { error } => {
            let count = u32::try_from(failures).unwrap_or(1);
            let pause = backoff(FIRST_PAUSE, LONGEST_PAUSE, count, rand::rng().random());
            ("queued", failures, pause, "failed", error)
        }
    };
    // A success is told by the command that was its work. Of the rest admins hear, and nobody else.
    let told = matches!(outcome, "again" | "failed")
        .then(|| serde_json::to_string(&Told { to: Uuid::nil(), kind: "job".to_owned(), id: job.id.0 }).ok())
        .flatten();
    let note: String = note.chars().filter(|c| *c != '\0').take(NOTE_LENGTH).collect();
    sqlx::query!(
        r#"
        with ended as (
          update job
          set status = $4, failures = $5, run_at = clock_timestamp() + make_interval(secs => $6),
              worker_id = null, leased_until = null,
              last_error = case when $7 = 'failed' then $8 else last_error end,
              ended_at = case when $4 in ('done', 'dead') then clock_timestamp() end
          where id = $1 and worker_id = $2 and runs = $3 and status = 'running'
          returning id
        ), noted as (
          update job_run r set ended_at = clock_timestamp(), outcome = $7, note = nullif($8, '')
          from ended where r.job_id = ended.id and r.number = $3
        )
        select pg_notify($9, $10) is null as silent from ended where $10::text is not null
        "#,
        job.id.0,
        job.worker.0,
        job.run,
        status,
        failures,
        after.as_secs_f64(),
        outcome,
        note,
        CHANNEL,
        told,
    )
    .fetch_optional(pool)
    .await?;
    Ok(())
}
