//! What is under way, and what is stuck.

use super::rows::{TransferRow, transfer_rows};
use crate::{
    actor::Admin,
    id::JobId,
    job::JobKind,
    transfer::view::StuckView,
    work::{Refused, WorkError, real_now},
};
use sqlx::PgPool;
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;

/// So many at a time; the next time comes soon.
const AT_ONCE: i64 = 1_000;

/// Gives a job to every transfer that is under way and has none: its job was discarded, or ended too early. Returns how
/// many.
pub async fn recover(pool: &PgPool) -> Result<u64, WorkError> {
    let orphans = sqlx::query_scalar!(
        r#"
        select t.id from transfer t
        where t.status in ('pending', 'processing')
          -- A dead letter is for an admin to see, for an hour; then it is tried again, so that nobody's money is held for ever
          -- because nobody looked.
          and not exists (
            select from job j where j.kind = $1 and j.subject_id = t.id
              and (j.status in ('queued', 'running')
                   or (j.status = 'dead' and j.ended_at > clock_timestamp() - interval '1 hour'
                       and not exists (select from job later where later.subject_id = j.subject_id and later.kind = j.kind and later.id > j.id))))
        limit $2
        "#,
        JobKind::TransferAdvance.as_str(),
        AT_ONCE,
    )
    .fetch_all(pool)
    .await?;
    if orphans.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = orphans.iter().map(|_| JobId::new().0).collect();
    let asked = sqlx::query!(
        r#"
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        select o.id, $3, o.transfer, 'recovery', $4, clock_timestamp() from unnest($1::uuid[], $2::uuid[]) as o (id, transfer)
        on conflict do nothing
        "#,
        &ids,
        &orphans,
        JobKind::TransferAdvance.as_str(),
        JobKind::TransferAdvance.failures_max(),
    )
    .execute(pool)
    .await?;
    Ok(asked.rows_affected())
}

/// Transfers that are under way for longer than they should, the oldest first, with the job that looks after each.
pub async fn stuck(pool: &PgPool, _admin: Admin, longer_than: Duration) -> Result<Vec<StuckView>, Refused> {
    let rows = transfer_rows!(
        r#"
        where t.status in ('pending', 'processing')
          and coalesce(t.sent_at, (select min(c.recorded_at) from command_log c where c.subject_id = t.id), t.created_at)
              < clock_timestamp() - make_interval(secs => $1)
        order by t.id limit 200
        "#,
        longer_than.as_secs_f64(),
    )
    .fetch_all(pool)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row: &TransferRow| row.id).collect();
    let jobs = sqlx::query!(
        r#"
        select distinct on (subject_id) subject_id as "subject!", id, run_at, status, last_error
        from job where subject_id = any ($1) and kind = $2
        order by subject_id, id desc
        "#,
        &ids,
        JobKind::TransferAdvance.as_str(),
    )
    .fetch_all(pool)
    .await?;
    let mut by_transfer: HashMap<Uuid, _> = jobs.into_iter().map(|job| (job.subject, job)).collect();
    let now = real_now();
    let views = rows.into_iter().map(|row| {
        let job = by_transfer.remove(&row.id);
        let transfer = row.view()?;
        Ok::<_, WorkError>(StuckView {
            waiting_seconds: (now - transfer.sent_at.unwrap_or(transfer.created_at)).num_seconds().max(0),
            transfer,
            job_id: job.as_ref().map(|job| job.id),
            next_attempt_at: job
                .as_ref()
                .filter(|job| matches!(job.status.as_str(), "queued" | "running"))
                .map(|job| job.run_at),
            last_error: job.and_then(|job| job.last_error),
        })
    });
    Ok(views.collect::<Result<_, _>>()?)
}
