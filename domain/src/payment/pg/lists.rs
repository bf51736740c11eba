//! One payment with what happened to it, and lists of them.

use super::rows::{AttemptRow, PaymentRow, RefundRow, payment_rows, refund_rows};
use crate::{
    actor::{Admin, MerchantReader},
    explain::Explanation,
    gateway::GatewayName,
    id::{MerchantId, PaymentId},
    money::Paise,
    page::{Page, PageRequest, Place},
    payment::{
        PaymentState,
        view::{PaymentEventView, PaymentRowView, PaymentView},
    },
    work::{Refused, WorkError, refuse},
};
use serde_json::Value;
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// Which payments are wanted.
#[derive(Clone, Debug, Default)]
pub struct PaymentFilter {
    pub status: Option<PaymentState>,
    pub gateway: Option<GatewayName>,
    /// A payment's id or a gateway's reference, or part of the merchant's name.
    pub search: Option<String>,
}

/// A merchant's, newest first; an admin's look at everybody's.
pub async fn payments(
    pool: &PgPool,
    reader: MerchantReader,
    filter: &PaymentFilter,
    page: PageRequest,
) -> Result<Page<PaymentView>, Refused> {
    map(newest(pool, reader.only(), filter, page).await?, PaymentRow::view)
}

/// With the merchants' names, for admins.
pub async fn payments_of_all(
    pool: &PgPool,
    _admin: Admin,
    filter: &PaymentFilter,
    page: PageRequest,
) -> Result<Page<PaymentRowView>, Refused> {
    map(newest(pool, None, filter, page).await?, named)
}

fn named(row: PaymentRow) -> Result<PaymentRowView, WorkError> {
    let merchant_name = row.merchant_name.clone();
    Ok(PaymentRowView { payment: row.view()?, merchant_name })
}

/// One with its tries, its refunds and what happened to it.
pub async fn payment(pool: &PgPool, reader: MerchantReader, id: PaymentId) -> Result<PaymentView, Refused> {
    Ok(payment_page(pool, reader, id).await?.payment)
}

pub async fn payment_page(
    pool: &PgPool,
    reader: MerchantReader,
    id: PaymentId,
) -> Result<PaymentRowView, Refused> {
    let only = reader.only().map(|merchant| merchant.0);
    let row = payment_rows!("where p.id = $1 and ($2::uuid is null or p.merchant_id = $2)", id.0, only)
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| refuse(Explanation::not_found()))?;
    let mut view = named(row)?;
    let attempts = sqlx::query_as!(
        AttemptRow,
        r#"
        select id, number, gateway, way, status, gateway_reference, failure_code, failure_reason, sends, enquiries, last_contact, started_at, ended_at
        from payment_attempt where payment_id = $1 order by number
        "#,
        id.0,
    )
    .fetch_all(pool)
    .await?;
    let refunds =
        refund_rows!("where r.payment_id = $1 order by r.id limit 200", id.0).fetch_all(pool).await?;
    view.payment.attempts = Some(attempts.into_iter().map(AttemptRow::view).collect::<Result<_, _>>()?);
    view.payment.refunds = Some(refunds.into_iter().map(RefundRow::view).collect::<Result<_, _>>()?);
    view.payment.events = Some(events(pool, id).await?);
    Ok(view)
}

/// Those of them that are within reach, as lists show them: one question, however many.
pub async fn payments_by_id(
    pool: &PgPool,
    reader: MerchantReader,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, PaymentView>, Refused> {
    let only = reader.only().map(|merchant| merchant.0);
    let rows = payment_rows!("where p.id = any ($1) and ($2::uuid is null or p.merchant_id = $2)", ids, only)
        .fetch_all(pool)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, row.view()?))).collect()
}

fn map<T>(
    page: Page<PaymentRow>,
    view: impl Fn(PaymentRow) -> Result<T, WorkError>,
) -> Result<Page<T>, Refused> {
    let items = page.items.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { items, older: page.older, newer: page.newer })
}

/// The ids first, from an index; then the rows of the page. A search by an id or a reference finds it by its index; one by
/// a name goes through the newest.
async fn newest(
    pool: &PgPool,
    merchant: Option<MerchantId>,
    filter: &PaymentFilter,
    page: PageRequest,
) -> Result<Page<PaymentRow>, Refused> {
    let search = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let exact: Option<Vec<Uuid>> = match search {
        None => None,
        Some(text) => exact(pool, text).await?,
    };
    let name = search.filter(|_| exact.is_none());
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select p.id from payment p
          where ($1::uuid is null or p.merchant_id = $1) and ($2::text is null or p.status = $2) and ($3::text is null or p.gateway = $3)
            and ($4::uuid[] is null or p.id = any ($4))
            and ($5::text is null or exists (select from merchant m where m.id = p.merchant_id and m.name ilike '%' || $5 || '%'))
        )
        select id as "id!" from (
          (select id from wanted where $6::uuid is null and id < coalesce($7::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $8 offset $9)
          union all
          (select id from wanted where $6::uuid is not null and id > $6 order by id limit $8)
        ) page
        "#,
        merchant.map(|merchant| merchant.0),
        filter.status.map(PaymentState::as_str),
        filter.gateway.map(GatewayName::as_str),
        exact.as_deref(),
        name,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let rows = payment_rows!("where p.id = any ($1) order by p.id desc", &ids).fetch_all(pool).await?;
    Ok(page.page(rows, |row: &PaymentRow| Place { at: 0, id: row.id }))
}

/// What an id or a reference names; `None` where the text is neither.
async fn exact(pool: &PgPool, text: &str) -> Result<Option<Vec<Uuid>>, Refused> {
    if let Ok(id) = Uuid::try_parse(text) {
        return Ok(Some(vec![id]));
    }
    let gateways: Vec<String> = GatewayName::ALL.iter().map(|name| name.as_str().to_owned()).collect();
    let found = sqlx::query_scalar!(
        "select payment_id from payment_attempt where gateway = any ($1) and gateway_reference = $2",
        &gateways,
        text,
    )
    .fetch_all(pool)
    .await?;
    Ok((!found.is_empty()).then_some(found))
}

/// What happened, oldest first, from the record that every command left.
async fn events(pool: &PgPool, id: PaymentId) -> Result<Vec<PaymentEventView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select after as "after!", business_at as "business_at!" from (
          select after, business_at, id from command_log
          where subject_id = $1 and subject_kind = 'payment' and after is not null
          order by business_at desc, id desc limit 200
        ) newest order by business_at, id
        "#,
        id.0,
    )
    .fetch_all(pool)
    .await?;
    let mut status = String::new();
    let mut events = Vec::new();
    for row in rows {
        if let Some(now) = row.after.get("status").and_then(Value::as_str) {
            now.clone_into(&mut status);
        }
        if let Some(words) = words(&row.after) {
            events.push(PaymentEventView { status: status.clone(), words, at: row.business_at });
        }
    }
    Ok(events)
}

/// In a person's words; `None` for what is of no concern.
fn words(after: &Value) -> Option<String> {
    let text = |field: &str| after.get(field).and_then(Value::as_str);
    let at = |field: &str| text(field).and_then(GatewayName::parse).map_or("a gateway", GatewayName::words);
    let amount =
        || text("amount").and_then(|text| Paise::parse(text).ok()).map(Paise::show).unwrap_or_default();
    if let Some(refund) = text("refund_status") {
        return Some(match refund {
            "APPROVED" => format!("Refund of {} asked for; the money is set aside", amount()),
            "COMPLETED" => format!("Refund of {} is back with the customer", amount()),
            "REFUSED" => format!("The gateway refused a refund: {}", text("reason").unwrap_or_default()),
            "RETRIED" => "A refund is sent again".to_owned(),
            _ => "A refund was called off; the money is the merchant's again".to_owned(),
        });
    }
    if text("refused_by").is_some() {
        let reason = text("reason").unwrap_or_default();
        return Some(format!("{} could not take it: {reason} The next one is asked", at("refused_by")));
    }
    if after.get("waits").is_some() {
        return Some(format!("{} waits for the customer", at("gateway")));
    }
    if after.get("contradiction").is_some() {
        return Some("The gateway contradicts what is recorded; an admin looks at it".to_owned());
    }
    match (text("status")?, text("method"), text("gateway")) {
        ("CREATED", ..) => Some("Asked for".to_owned()),
        ("PROCESSING", Some(method), _) => Some(format!("The customer chose {}", method_words(method))),
        ("PROCESSING", None, Some(_)) => Some(match after.get("sends").and_then(Value::as_i64) {
            Some(sends) if sends > 1 => format!("Sent to {} again (the {sends}. time)", at("gateway")),
            _ => format!("Sent to {}", at("gateway")),
        }),
        ("SUCCESS", Some("wallet"), _) => Some("Paid from a wallet".to_owned()),
        ("SUCCESS", _, Some(_)) => Some(format!("Paid through {}", at("gateway"))),
        ("FAILED", ..) => Some(format!("Failed: {}", text("reason").unwrap_or_default())),
        _ => None,
    }
}

fn method_words(method: &str) -> &'static str {
    match method {
        "upi" => "UPI",
        "card" => "a card",
        _ => "a wallet",
    }
}
