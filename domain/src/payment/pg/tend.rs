//! Payments and refunds that are under way and that no job looks after: theirs was discarded, died, or ended too early.

use crate::{id::JobId, job::JobKind, work::WorkError};
use sqlx::PgPool;
use uuid::Uuid;

/// So many at a time; the next time comes soon.
const AT_ONCE: i64 = 1_000;

/// Gives each a job. A dead letter is for an admin to see, for an hour. Returns how many.
pub async fn orphans(pool: &PgPool) -> Result<u64, WorkError> {
    let found = sqlx::query!(
        r#"
        with under_way as (
          select id, $1 as kind from payment where status = 'PROCESSING' or (status = 'CREATED' and return_url is null)
          union all
          select id, $2 from refund where status = 'APPROVED' and failure_code is null
        )
        select u.id as "id!", u.kind as "kind!" from under_way u
        where not exists (
          select from job j where j.kind = u.kind and j.subject_id = u.id
            and (j.status in ('queued', 'running')
                 or (j.status = 'dead' and j.ended_at > clock_timestamp() - interval '1 hour'
                     and not exists (select from job later where later.subject_id = j.subject_id and later.kind = j.kind and later.id > j.id))))
        limit $3
        "#,
        JobKind::PaymentAdvance.as_str(),
        JobKind::RefundAdvance.as_str(),
        AT_ONCE,
    )
    .fetch_all(pool)
    .await?;
    if found.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = found.iter().map(|_| JobId::new().0).collect();
    let subjects: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let kinds: Vec<String> = found.into_iter().map(|row| row.kind).collect();
    let asked = sqlx::query!(
        r#"
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        select o.id, o.kind, o.subject, 'recovery', $4, clock_timestamp() from unnest($1::uuid[], $2::text[], $3::uuid[]) as o (id, kind, subject)
        on conflict do nothing
        "#,
        &ids,
        &kinds,
        &subjects,
        JobKind::PaymentAdvance.failures_max(),
    )
    .execute(pool)
    .await?;
    Ok(asked.rows_affected())
}
