use crate::{
    actor::MerchantUser,
    api_key::{Scopes, view::ApiKeyView},
    id::ApiKeyId,
    page::{Page, PageRequest, Place},
    work::{Refused, WorkError},
};
use sqlx::PgPool;

/// A merchant's keys, newest first, the revoked ones among them.
pub async fn api_keys(
    pool: &PgPool,
    user: MerchantUser,
    page: PageRequest,
) -> Result<Page<ApiKeyView>, Refused> {
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select * from api_key where merchant_id = $1
        )
        select id as "id!", name as "name!", shown as "shown!", scopes as "scopes!", created_at as "created_at!", last_used_at, revoked_at
        from (
          (select * from wanted where $2::uuid is null and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by id desc limit $4 offset $5)
          union all
          (select * from wanted where $2::uuid is not null and id > $2 order by id limit $4)
        ) page
        order by id desc
        "#,
        user.merchant().0,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows.into_iter().map(|row| {
        Ok::<_, WorkError>(ApiKeyView {
            id: ApiKeyId(row.id),
            name: row.name,
            prefix: row.shown,
            scopes: Scopes::parse(&row.scopes).ok_or(WorkError::Broken("an unknown scope is stored"))?,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
    });
    let views: Vec<ApiKeyView> = views.collect::<Result<_, _>>()?;
    Ok(page.page(views, |view: &ApiKeyView| Place { at: 0, id: view.id.0 }))
}
