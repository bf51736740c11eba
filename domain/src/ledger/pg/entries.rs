//! Entries and their legs, as the admin's pages and a borrower's receipts show them.

use super::accounts::split;
use crate::{
    actor::{Admin, Reader},
    explain::Explanation,
    id::{AccountId, EntryId},
    ledger::view::{EntryView, LegView},
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, refuse},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// Newest first, by when they were written.
pub async fn entries(
    pool: &PgPool,
    _admin: Admin,
    kind: Option<&str>,
    page: PageRequest,
) -> Result<Page<EntryView>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let ids = sqlx::query_scalar!(
        r#"
        select id as "id!" from (
          (select id from entry where $2::uuid is null and ($1::text is null or kind = $1)
             and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by id desc limit $4 offset $5)
          union all
          (select id from entry where $2::uuid is not null and ($1::text is null or kind = $1)
             and id > $2
           order by id limit $4)
        ) page
        "#,
        kind,
        newer.map(|place| place.id),
        older.map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = load(pool, &ids).await?;
    Ok(page.page(views, |entry| Place { at: entry.recorded_at.timestamp_micros(), id: entry.id.0 }))
}

pub async fn entry(pool: &PgPool, _admin: Admin, id: EntryId) -> Result<EntryView, Refused> {
    load(pool, &[id.0]).await?.pop().ok_or_else(|| refuse(Explanation::not_found()))
}

/// An entry for the receipt of somebody whose wallet it touches.
pub async fn receipt_entry(pool: &PgPool, reader: Reader, id: EntryId) -> Result<EntryView, Refused> {
    let theirs = sqlx::query_scalar!(
        r#"
        select exists (
          select from leg l join account a on a.id = l.account_id
          where l.entry_id = $1 and ($2::uuid is null or a.owner_id = $2)
        ) as "theirs!"
        "#,
        id.0,
        reader.only().map(|person| person.0),
    )
    .fetch_one(pool)
    .await?;
    if !theirs {
        return Err(refuse(Explanation::not_found()));
    }
    load(pool, &[id.0]).await?.pop().ok_or_else(|| refuse(Explanation::not_found()))
}

/// Two reads for any number of entries.
async fn load(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<EntryView>, sqlx::Error> {
    let mut legs = legs_of(pool, ids).await?;
    let rows = sqlx::query!(
        r#"
        select e.id, e.kind, e.description, e.effective_at, e.recorded_at, e.reference_id, e.reverses,
               r.id as "reversed_by?"
        from entry e left join entry r on r.reverses = e.id
        where e.id = any ($1)
        order by e.id desc
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let legs = legs.remove(&row.id).unwrap_or_default();
            EntryView {
                id: EntryId(row.id),
                kind: row.kind,
                description: row.description,
                effective_at: row.effective_at,
                recorded_at: row.recorded_at,
                reference_id: row.reference_id,
                reverses: row.reverses.map(EntryId),
                reversed_by: row.reversed_by.map(EntryId),
                amount: Paise::sum(legs.iter().filter_map(|leg| leg.debit)).unwrap_or_default(),
                legs,
            }
        })
        .collect())
}

async fn legs_of(pool: &PgPool, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<LegView>>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select l.entry_id, l.account_id, a.kind, l.amount, l.number, l.balance_after,
               coalesce(p.name, m.name, lp.name) as owner_name
        from leg l
        join account a on a.id = l.account_id
        left join person p on p.id = a.owner_id
        left join merchant m on m.id = a.owner_id
        left join loan o on o.id = a.owner_id
        left join person lp on lp.id = o.person_id
        where l.entry_id = any ($1)
        order by l.entry_id, l.amount desc, a.kind
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    let mut legs: HashMap<Uuid, Vec<LegView>> = HashMap::new();
    for row in rows {
        let (debit, credit) = split(Paise::new(row.amount));
        legs.entry(row.entry_id).or_default().push(LegView {
            account_id: AccountId(row.account_id),
            account_kind: row.kind,
            owner_name: row.owner_name,
            debit: Some(debit).filter(|paise| !paise.is_zero()),
            credit: Some(credit).filter(|paise| !paise.is_zero()),
            number: row.number,
            balance_after: row.balance_after.map(Paise::new),
        });
    }
    Ok(legs)
}
