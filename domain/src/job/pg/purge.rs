//! Tables that would otherwise grow with history.

use crate::work::{WorkError, window_seconds};
use sqlx::PgPool;

/// So many rows in one statement, so that none of them holds locks for long.
const AT_ONCE: i64 = 5_000;
/// How long an ended job can be read about, in days. Dead ones stay until somebody decides; of what is done every few
/// seconds the last hour is enough.
const KEPT_DAYS: i32 = 14;

/// Jobs and workers that ended long ago. Returns how many rows are gone; a full batch means that there may be more.
pub async fn purge_jobs(pool: &PgPool) -> Result<u64, WorkError> {
    let gone = sqlx::query!(
        r#"
        with old as (
          select id from job where (ended_at < clock_timestamp() - make_interval(days => $1) and status <> 'dead')
             or (ended_at < clock_timestamp() - interval '1 hour' and status = 'done' and request_id = 'periodic')
          limit $2
        ), workers as (
          delete from worker where seen_at < clock_timestamp() - make_interval(days => $1)
        )
        delete from job j using old where j.id = old.id
        "#,
        KEPT_DAYS,
        AT_ONCE,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

/// Responses stored under keys whose window has passed. The keys stay: a repeat is a conflict, never a second effect.
///
/// Looks back a few days only, which its index finds however long the history is. What a longer standstill of all
/// workers leaves stored is never repeated either: whoever replays looks at the window.
pub async fn purge_responses(pool: &PgPool) -> Result<u64, WorkError> {
    let gone = sqlx::query!(
        r#"
        update command_log c set response = null
        from (select id from command_log
              where recorded_at < clock_timestamp() - make_interval(secs => $1)
                and recorded_at > clock_timestamp() - make_interval(secs => $1) - interval '3 days'
                and response is not null limit $2) old
        where c.id = old.id
        "#,
        window_seconds(),
        AT_ONCE,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}
