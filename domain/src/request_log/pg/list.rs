use crate::{
    actor::MerchantUser,
    id::ApiRequestId,
    page::{Page, PageRequest, Place},
    request_log::view::ApiRequestView,
    work::Refused,
};
use sqlx::PgPool;

/// Which requests are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestFilter {
    /// Only those that were not answered with a success.
    pub refused: bool,
}

/// A merchant's, newest first.
pub async fn requests(
    pool: &PgPool,
    user: MerchantUser,
    filter: RequestFilter,
    page: PageRequest,
) -> Result<Page<ApiRequestView>, Refused> {
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select * from api_request where merchant_id = $1 and (not $2 or status >= 400)
        ), page as (
          (select * from wanted where $3::uuid is null and id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by id desc limit $5 offset $6)
          union all
          (select * from wanted where $3::uuid is not null and id > $3 order by id limit $5)
        )
        select r.id as "id!", r.method as "method!", r.path as "path!", r.status as "status!", r.ms as "ms!", r.request_id as "request_id!",
               k.name as key, r.request, r.response, r.at as "at!"
        from page r join api_key k on k.id = r.api_key_id
        order by r.id desc
        "#,
        user.merchant().0,
        filter.refused,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows
        .into_iter()
        .map(|row| ApiRequestView {
            id: ApiRequestId(row.id),
            method: row.method,
            path: row.path,
            status: row.status,
            ms: row.ms,
            request_id: row.request_id,
            key: row.key,
            request: row.request,
            response: row.response,
            at: row.at,
        })
        .collect();
    Ok(page.page(views, |view: &ApiRequestView| Place { at: 0, id: view.id.0 }))
}
