use crate::{
    id::JobId,
    job::JobKind,
    work::{Tx, WorkError},
};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// Asks for a job in this transaction: it exists if and only if everything else in it happened. Where a live one of
/// the kind looks after the subject already, that one will do.
pub async fn enqueue(tx: &mut Tx, kind: JobKind, subject: Uuid) -> Result<(), WorkError> {
    enqueue_after(tx, kind, subject, Duration::ZERO).await
}

/// As [`enqueue`], but not to be run before so much real time has passed.
pub async fn enqueue_after(
    tx: &mut Tx,
    kind: JobKind,
    subject: Uuid,
    after: Duration,
) -> Result<(), WorkError> {
    let request_id = tx.request_id().to_owned();
    sqlx::query!(
        r#"
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))
        on conflict do nothing
        "#,
        JobId::new().0,
        kind.as_str(),
        subject,
        request_id,
        kind.failures_max(),
        after.as_secs_f64(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Has a job that waits run now: what it waits for has happened. Says whether there was one; one that runs at this moment
/// may have looked before it happened.
pub async fn hurry(pool: &PgPool, kind: JobKind, subject: Uuid) -> Result<bool, WorkError> {
    let changed = sqlx::query!(
        r#"
        update job set run_at = least(run_at, clock_timestamp())
        where kind = $1 and subject_id = $2 and status = 'queued'
        "#,
        kind.as_str(),
        subject,
    )
    .execute(pool)
    .await?;
    Ok(changed.rows_affected() > 0)
}
