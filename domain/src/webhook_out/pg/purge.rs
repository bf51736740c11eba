//! Tables that would otherwise grow with history, and deliveries that nobody looks after.

use crate::{
    id::{JobId, least_of_age},
    job::JobKind,
    work::{WorkError, real_now},
};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// So many events in one statement, so that none of them holds locks for long.
const AT_ONCE: i64 = 1_000;
/// How long an event can be read about and sent again.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// A job is between two of its steps for less than that.
const UNATTENDED: Duration = Duration::from_secs(60);
const FOUND_AT_ONCE: i64 = 1_000;

/// Events that are older than thirty days, with their deliveries and tries. Returns how many; a full batch means that
/// there may be more. Ids are in order of time, so that the oldest are found without looking at the rest.
pub async fn purge(pool: &PgPool) -> Result<u64, WorkError> {
    let gone = sqlx::query!(
        r#"
        with old as (
          select id from webhook_event where id < $1 order by id limit $2
        )
        delete from webhook_event e using old where e.id = old.id
        "#,
        least_of_age(KEPT, real_now()),
        AT_ONCE,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

/// Asks for a job again for what is due and has none: somebody asked for it again in the instant in which its job ended,
/// or its job is a dead letter. Returns how many were found.
pub async fn recover(pool: &PgPool) -> Result<u64, WorkError> {
    let kind = JobKind::WebhookDeliver;
    let found = sqlx::query_scalar!(
        r#"
        select d.id from webhook_delivery d
        where d.status = 'pending' and d.next_at < clock_timestamp() - make_interval(secs => $3)
          and not exists (select from job j where j.kind = $1 and j.subject_id = d.id and j.status in ('queued', 'running'))
        order by d.next_at limit $2
        "#,
        kind.as_str(),
        FOUND_AT_ONCE,
        UNATTENDED.as_secs_f64(),
    )
    .fetch_all(pool)
    .await?;
    let jobs: Vec<Uuid> = found.iter().map(|_| JobId::new().0).collect();
    let asked = sqlx::query!(
        r#"
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        select made.id, $3, made.delivery, 'recovered', $4, clock_timestamp()
        from unnest($1::uuid[], $2::uuid[]) as made (id, delivery)
        on conflict do nothing
        "#,
        &jobs,
        &found,
        kind.as_str(),
        kind.failures_max(),
    )
    .execute(pool)
    .await?;
    Ok(asked.rows_affected())
}
