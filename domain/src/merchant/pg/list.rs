//! Merchants with what they hold and where it may go.

use crate::{
    actor::MerchantReader,
    bank_account::pg::bank_accounts_of_all,
    explain::Explanation,
    id::MerchantId,
    merchant::view::MerchantView,
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, refuse},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// Newest first, which their ids tell; `search` looks at name, address and id.
pub async fn merchants(
    pool: &PgPool,
    reader: MerchantReader,
    search: Option<&str>,
    page: PageRequest,
) -> Result<Page<MerchantView>, Refused> {
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select m.id from merchant m join person p on p.id = m.person_id
          where ($1::uuid is null or m.id = $1)
            and ($2::text is null or strpos(lower(m.name), lower($2)) > 0 or strpos(p.email_folded, lower($2)) > 0 or m.id::text = lower($2))
        )
        select id as "id!" from (
          (select id from wanted where $3::uuid is null and id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by id desc limit $5 offset $6)
          union all
          (select id from wanted where $3::uuid is not null and id > $3 order by id limit $5)
        ) page
        "#,
        reader.only().map(|merchant| merchant.0),
        search,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    Ok(page.page(load(pool, &ids).await?, |view| Place { at: 0, id: view.id.0 }))
}

pub async fn merchant(
    pool: &PgPool,
    reader: MerchantReader,
    id: MerchantId,
) -> Result<MerchantView, Refused> {
    let seen = reader.only().is_none_or(|own| own == id);
    let found = if seen { load(pool, &[id.0]).await?.pop() } else { None };
    found.ok_or_else(|| refuse(Explanation::not_found()))
}

/// Those of them that are within reach.
pub async fn merchants_by_id(
    pool: &PgPool,
    reader: MerchantReader,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, MerchantView>, Refused> {
    let seen: Vec<Uuid> =
        ids.iter().copied().filter(|id| reader.only().is_none_or(|own| own.0 == *id)).collect();
    Ok(load(pool, &seen).await?.into_iter().map(|view| (view.id.0, view)).collect())
}

/// Two questions, however many there are.
async fn load(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<MerchantView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select m.id, m.name, p.email, m.is_active, m.created_at, a.balance as available, h.balance as held
        from merchant m
        join person p on p.id = m.person_id
        join account a on a.owner_id = m.id and a.kind = 'merchant_available'
        join account h on h.owner_id = m.id and h.kind = 'merchant_held'
        where m.id = any ($1)
        order by m.id desc
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    let mut accounts = bank_accounts_of_all(pool, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| MerchantView {
            bank_accounts: accounts.remove(&row.id).unwrap_or_default(),
            id: MerchantId(row.id),
            name: row.name,
            email: row.email,
            is_active: row.is_active,
            available: Paise::new(row.available),
            held: Paise::new(row.held),
            created_at: row.created_at,
        })
        .collect())
}
