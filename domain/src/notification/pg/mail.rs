use super::read::Row;
use crate::{notification::view::LetterView, work::WorkError};
use sqlx::PgPool;
use uuid::Uuid;

/// So many at once.
const AT_ONCE: i64 = 200;

/// Those of the last day that did not go out yet, the oldest first. Older ones are no news any more.
pub async fn unmailed(pool: &PgPool) -> Result<Vec<LetterView>, WorkError> {
    let rows = sqlx::query!(
        r#"
        select n.id, n.kind, n.about_kind, n.about, n.amount_paise, n.on_date, n.created_at, p.name, p.email
        from notification n join person p on p.id = n.person_id
        where n.mailed_at is null and n.recorded_at > clock_timestamp() - interval '1 day' and p.is_active
        order by n.recorded_at limit $1
        "#,
        AT_ONCE,
    )
    .fetch_all(pool)
    .await?;
    let letter = |(row, name, email): (Row, String, String)| {
        let view = row.view()?;
        Ok(LetterView { id: view.id, name, email, words: view.words, link: view.link })
    };
    rows.into_iter()
        .map(|row| {
            let parts = Row {
                id: row.id,
                kind: row.kind,
                about_kind: row.about_kind,
                about: row.about,
                amount_paise: row.amount_paise,
                on_date: row.on_date,
                created_at: row.created_at,
                is_read: false,
            };
            letter((parts, row.name, row.email))
        })
        .collect()
}

/// It went out. At least once: who dies in between sends it again, under the same id.
pub async fn mailed(pool: &PgPool, id: Uuid) -> Result<(), WorkError> {
    sqlx::query!("update notification set mailed_at = clock_timestamp() where id = $1", id)
        .execute(pool)
        .await?;
    Ok(())
}
