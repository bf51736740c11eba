//! Claims are single statements outside of any command: who does a job is no event of the business.

use crate::{
    id::{JobId, WorkerId},
    job::JobKind,
    work::WorkError,
};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// A job that is this worker's until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: JobId,
    /// `None`: a kind that this version of the program does not know.
    pub kind: Option<JobKind>,
    pub subject: Option<Uuid>,
    pub request_id: String,
    /// The number of this try. Whoever finishes must still be on it.
    pub run: i32,
    pub failures: i16,
    pub failures_max: i16,
    pub worker: WorkerId,
}

/// Takes up to `most` jobs that are due, oldest first. Workers do not wait for each other.
///
/// Of them at most `deliveries` tell merchants' servers, and those only where slots are left: strangers who are slow must
/// not keep anything else waiting.
pub async fn claim(
    pool: &PgPool,
    worker: WorkerId,
    most: i64,
    deliveries: i64,
    lease: Duration,
) -> Result<Vec<Claimed>, WorkError> {
    let rows = sqlx::query!(
        r#"
        with ours as (
          select id from job where status = 'queued' and kind <> 'webhook.deliver' and run_at <= clock_timestamp()
          order by run_at, id limit $2 for update skip locked
        ), theirs as (
          select id from job where status = 'queued' and kind = 'webhook.deliver' and run_at <= clock_timestamp()
          order by run_at, id limit least($4, $2 - (select count(*) from ours)) for update skip locked
        ), due as (
          select id from ours union all select id from theirs
        ), claimed as (
          update job j
          set status = 'running', worker_id = $1, leased_until = clock_timestamp() + make_interval(secs => $3), runs = j.runs + 1
          from due where j.id = due.id
          returning j.id, j.kind, j.subject_id, j.request_id, j.runs, j.failures, j.failures_max
        ), noted as (
          insert into job_run (job_id, number, worker_id, started_at) select id, runs, $1, clock_timestamp() from claimed
        )
        select id, kind, subject_id, request_id, runs, failures, failures_max from claimed
        "#,
        worker.0,
        most,
        lease.as_secs_f64(),
        deliveries,
    )
    .fetch_all(pool)
    .await?;
    let claimed = rows.into_iter().map(|row| Claimed {
        id: JobId(row.id),
        kind: JobKind::parse(&row.kind),
        subject: row.subject_id,
        request_id: row.request_id,
        run: row.runs,
        failures: row.failures,
        failures_max: row.failures_max,
        worker,
    });
    Ok(claimed.collect())
}

/// Puts back what was leased and never finished: its worker died, or hangs. It counts as a failure, so that a job
/// that kills whoever touches it ends as a dead letter. Returns how many.
pub async fn recover_lost(pool: &PgPool) -> Result<u64, WorkError> {
    let lost = sqlx::query_scalar!(
        r#"
        with lost as (
          select id from job where status = 'running' and leased_until < clock_timestamp() limit 100 for update skip locked
        ), back as (
          update job j
          set status = case when j.failures + 1 >= j.failures_max then 'dead' else 'queued' end,
              failures = j.failures + 1, worker_id = null, leased_until = null,
              -- The first time at once; then with growing pauses and by chance, so that those that were claimed together with
              -- one that kills its worker do not come back together with it.
              run_at = clock_timestamp() + least(power(2, j.failures) - 1, 600) * (0.5 + random() / 2) * interval '1 second',
              last_error = 'its worker died or hung before it was done',
              ended_at = case when j.failures + 1 >= j.failures_max then clock_timestamp() end
          from lost where j.id = lost.id
          returning j.id, j.runs
        ), noted as (
          update job_run r set ended_at = clock_timestamp(), outcome = 'lost', note = 'its worker died or hung'
          from back where r.job_id = back.id and r.number = back.runs
        )
        select count(*) as "lost!" from back
        "#
    )
    .fetch_one(pool)
    .await?;
    Ok(u64::try_from(lost).unwrap_or_default())
}
