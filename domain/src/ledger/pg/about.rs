//! The entries behind an object, such as a transfer.

use super::entry;
use crate::{actor::Admin, id::EntryId, ledger::view::EntryView, work::Refused};
use sqlx::PgPool;
use uuid::Uuid;

/// An object whose money is held, settled and corrected has no more entries than this.
const MOST: i64 = 10;

/// The oldest first, with what took one of them back.
pub async fn entries_about(pool: &PgPool, admin: Admin, object: Uuid) -> Result<Vec<EntryView>, Refused> {
    let ids = sqlx::query_scalar!(
        r#"
        with about as (select id from entry where reference_id = $1)
        select id as "id!" from (
          select id from about
          union
          select e.id from entry e join about a on e.reverses = a.id
        ) both_ways
        order by id limit $2
        "#,
        object,
        MOST,
    )
    .fetch_all(pool)
    .await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push(entry(pool, admin, EntryId(id)).await?);
    }
    Ok(found)
}
