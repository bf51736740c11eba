use crate::{
    actor::Admin,
    id::WorkerId,
    work::{Refused, WorkError},
};
use serde_json::Value;
use sqlx::PgPool;

/// Who was seen within so many seconds is alive.
pub(super) const ALIVE_SECONDS: f64 = 15.0;

/// Says that this process works, how much of it is busy, and what its circuit breakers are. Repeated every few seconds.
pub async fn sign_on(
    pool: &PgPool,
    worker: WorkerId,
    name: &str,
    slots: i32,
    busy: i32,
    breakers: &Value,
) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        insert into worker (id, name, slots, busy, breakers) values ($1, $2, $3, $4, $5)
        on conflict (id) do update
        set busy = excluded.busy, breakers = excluded.breakers, seen_at = clock_timestamp(), stopped_at = null
        "#,
        worker.0,
        name,
        slots,
        busy,
        breakers,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Says that this process works no more.
pub async fn sign_off(pool: &PgPool, worker: WorkerId) -> Result<(), WorkError> {
    sqlx::query!("update worker set stopped_at = clock_timestamp(), busy = 0 where id = $1", worker.0)
        .execute(pool)
        .await?;
    Ok(())
}

/// The processes that work now, by name, with their circuit breakers.
pub async fn alive_workers_seen(pool: &PgPool, _admin: Admin) -> Result<Vec<(String, Value)>, Refused> {
    let rows = sqlx::query!(
        r#"
        select name, breakers from worker
        where stopped_at is null and seen_at > clock_timestamp() - make_interval(secs => $1) order by name limit 50
        "#,
        ALIVE_SECONDS,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.breakers)).collect())
}

/// How many processes work now.
pub async fn alive_workers(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "alive!" from worker
        where stopped_at is null and seen_at > clock_timestamp() - make_interval(secs => $1)
        "#,
        ALIVE_SECONDS,
    )
    .fetch_one(pool)
    .await
}
