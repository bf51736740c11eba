//! What is done again and again, once for all processes together.

use crate::{
    id::JobId,
    job::{JobKind, PERIODIC},
    work::WorkError,
};
use sqlx::PgPool;
use uuid::Uuid;

/// Writes down what this version of the program does periodically.
pub async fn plan_periodic(pool: &PgPool) -> Result<(), WorkError> {
    let planned: Vec<(String, i32)> = JobKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind.as_str().to_owned(), kind.every_seconds()?)))
        .collect();
    let (kinds, every): (Vec<String>, Vec<i32>) = planned.into_iter().unzip();
    sqlx::query!(
        r#"
        insert into periodic (kind, every_seconds) select * from unnest($1::text[], $2::int[])
        on conflict (kind) do update set every_seconds = excluded.every_seconds
        where periodic.every_seconds <> excluded.every_seconds
        "#,
        &kinds,
        &every,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Asks for what is due. Two processes may tick at the same instant: the row of the kind is updated by one of them,
/// and the other finds it not due any more. Each kind has one subject, so that a slow one is not asked for twice.
pub async fn tick(pool: &PgPool) -> Result<u64, WorkError> {
    let kinds: Vec<JobKind> =
        JobKind::ALL.into_iter().filter(|kind| kind.every_seconds().is_some()).collect();
    let names: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let most: Vec<i16> = kinds.iter().map(|kind| kind.failures_max()).collect();
    let ids: Vec<Uuid> = kinds.iter().map(|_| JobId::new().0).collect();
    let asked = sqlx::query!(
        r#"
        with due as (
          update periodic set last_at = clock_timestamp(), next_at = clock_timestamp() + make_interval(secs => every_seconds)
          where next_at <= clock_timestamp() and kind = any ($2::text[])
          returning kind
        )
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        select known.id, known.kind, '00000000-0000-0000-0000-000000000000', $4, known.most, clock_timestamp()
        from unnest($1::uuid[], $2::text[], $3::smallint[]) as known (id, kind, most) join due on due.kind = known.kind
        on conflict do nothing
        "#,
        &ids,
        &names,
        &most,
        PERIODIC,
    )
    .execute(pool)
    .await?;
    Ok(asked.rows_affected())
}
