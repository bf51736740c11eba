use crate::{
    id::least_of_age,
    work::{WorkError, real_now},
};
use sqlx::PgPool;
use std::time::Duration;

/// So many in one statement, so that none of them holds locks for long.
const AT_ONCE: i64 = 2_000;
/// Long enough to find out what went wrong.
const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);

/// Requests of more than two weeks ago. Returns how many; a full batch means that there may be more.
pub async fn purge(pool: &PgPool) -> Result<u64, WorkError> {
    let gone = sqlx::query!(
        r#"
        with old as (
          select id from api_request where id < $1 order by id limit $2
        )
        delete from api_request r using old where r.id = old.id
        "#,
        least_of_age(KEPT, real_now()),
        AT_ONCE,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}
