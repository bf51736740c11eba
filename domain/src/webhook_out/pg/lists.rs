use super::rows::EndpointRow;
use crate::{
    actor::{Admin, MerchantUser},
    explain::Explanation,
    id::{DeliveryId, EndpointId, EventId, MerchantId},
    page::{Page, PageRequest, Place},
    webhook_out::{
        EventKind, masked,
        view::{DeliveryPageView, DeliveryStatus, DeliveryView, EndpointView, TryView},
    },
    work::{Refused, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

/// Which deliveries are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeliveryFilter {
    pub status: Option<DeliveryStatus>,
    pub kind: Option<EventKind>,
    pub endpoint: Option<EndpointId>,
    pub merchant: Option<MerchantId>,
}

/// A merchant's endpoints, newest first.
pub async fn endpoints(
    pool: &PgPool,
    user: MerchantUser,
    page: PageRequest,
) -> Result<Page<EndpointView>, Refused> {
    let rows = sqlx::query_as!(
        EndpointRow,
        r#"
        with wanted as not materialized (
          select * from webhook_endpoint where merchant_id = $1 and deleted_at is null
        )
        select id as "id!", url as "url!", events as "events!", paused_at, pause_reason, failing_since, previous_until,
               created_at as "created_at!"
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
    let views: Vec<EndpointView> = rows.into_iter().map(EndpointRow::view).collect::<Result<_, _>>()?;
    Ok(page.page(views, |view: &EndpointView| Place { at: 0, id: view.id.0 }))
}

/// One of theirs; what is another's does not exist.
pub async fn endpoint(pool: &PgPool, user: MerchantUser, id: EndpointId) -> Result<EndpointView, Refused> {
    let row = sqlx::query_as!(
        EndpointRow,
        r#"
        select id, url, events, paused_at, pause_reason, failing_since, previous_until, created_at
        from webhook_endpoint where id = $1 and merchant_id = $2 and deleted_at is null
        "#,
        id.0,
        user.merchant().0,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    Ok(row.view()?)
}

/// What was sent to one of their endpoints, newest first.
pub async fn deliveries(
    pool: &PgPool,
    user: MerchantUser,
    of: EndpointId,
    status: Option<DeliveryStatus>,
    page: PageRequest,
) -> Result<Page<DeliveryView>, Refused> {
    endpoint(pool, user, of).await?;
    let filter = DeliveryFilter {
        status,
        endpoint: Some(of),
        merchant: Some(user.merchant()),
        ..DeliveryFilter::default()
    };
    newest(pool, &filter, page).await
}

/// Everybody's, for admins.
pub async fn every_delivery(
    pool: &PgPool,
    _admin: Admin,
    filter: &DeliveryFilter,
    page: PageRequest,
) -> Result<Page<DeliveryView>, Refused> {
    let page = newest(pool, filter, page).await?;
    Ok(page.map(|view| DeliveryView { url: masked(&view.url), ..view }))
}

/// One of theirs, with what is sent and how each try went.
pub async fn delivery_page(
    pool: &PgPool,
    user: MerchantUser,
    id: DeliveryId,
) -> Result<DeliveryPageView, Refused> {
    let view = rows(pool, &[id.0]).await?.into_iter().find(|view| view.merchant_id == user.merchant());
    let delivery = view.ok_or_else(|| refuse(Explanation::not_found()))?;
    let body = sqlx::query_scalar!("select body from webhook_event where id = $1", delivery.event_id.0)
        .fetch_one(pool)
        .await?;
    let tries = sqlx::query!(
        r#"
        select number, started_at, ms, http_status, error, said from webhook_try
        where delivery_id = $1 order by number desc limit 100
        "#,
        id.0,
    )
    .fetch_all(pool)
    .await?;
    let tries = tries.into_iter().map(|row| TryView {
        number: row.number,
        started_at: row.started_at,
        ms: row.ms,
        response_status: row.http_status,
        response_body: row.said,
        error: row.error,
    });
    Ok(DeliveryPageView { delivery, body, tries: tries.collect() })
}

async fn newest(
    pool: &PgPool,
    filter: &DeliveryFilter,
    page: PageRequest,
) -> Result<Page<DeliveryView>, Refused> {
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select d.id from webhook_delivery d
          where ($1::text is null or d.status = $1)
            and ($2::text is null or d.kind = $2)
            and ($3::uuid is null or d.endpoint_id = $3)
            and ($4::uuid is null or d.merchant_id = $4)
        )
        select id as "id!" from (
          (select id from wanted where $5::uuid is null and id < coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $7 offset $8)
          union all
          (select id from wanted where $5::uuid is not null and id > $5 order by id limit $7)
        ) page
        "#,
        filter.status.map(DeliveryStatus::as_str),
        filter.kind.map(EventKind::as_str),
        filter.endpoint.map(|endpoint| endpoint.0),
        filter.merchant.map(|merchant| merchant.0),
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    // Planned each time for the filters that are there: a plan for any of them would read the whole table for the rare.
    .persistent(false)
    .fetch_all(pool)
    .await?;
    Ok(page.page(rows(pool, &ids).await?, |view: &DeliveryView| Place { at: 0, id: view.id.0 }))
}

struct DeliveryRow {
    id: Uuid,
    event_id: Uuid,
    endpoint_id: Uuid,
    merchant_id: Uuid,
    kind: String,
    url: String,
    status: String,
    tries: i32,
    last_tried_at: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    http_status: Option<i16>,
    ms: Option<i32>,
    said: Option<String>,
    error: Option<String>,
    created_at: DateTime<Utc>,
}

/// Newest first.
async fn rows(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<DeliveryView>, WorkError> {
    let rows = sqlx::query_as!(
        DeliveryRow,
        r#"
        select d.id, d.event_id, d.endpoint_id, d.merchant_id, d.kind, o.url, d.status, d.tries, d.last_tried_at, d.next_at,
               d.http_status, d.ms, d.said, d.error, d.created_at
        from webhook_delivery d join webhook_endpoint o on o.id = d.endpoint_id
        where d.id = any ($1) order by d.id desc
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(DeliveryRow::view).collect()
}

impl DeliveryRow {
    fn view(self) -> Result<DeliveryView, WorkError> {
        Ok(DeliveryView {
            id: DeliveryId(self.id),
            event_id: EventId(self.event_id),
            endpoint_id: EndpointId(self.endpoint_id),
            merchant_id: MerchantId(self.merchant_id),
            kind: self.kind,
            url: self.url,
            status: DeliveryStatus::parse(&self.status)
                .ok_or(WorkError::Broken("an unknown status of a delivery is stored"))?,
            tries: self.tries,
            last_tried_at: self.last_tried_at,
            next_try_at: self.next_at,
            response_status: self.http_status,
            response_ms: self.ms,
            response_body: self.said,
            error: self.error,
            created_at: self.created_at,
        })
    }
}
