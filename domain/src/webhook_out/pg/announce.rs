use crate::{
    id::{DeliveryId, EventId, JobId, MerchantId},
    job::JobKind,
    webhook_out::EventKind,
    work::{Tx, WorkError},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::rows::ENDPOINTS_MOST;

/// What is sent: its fields in this order, whoever reads them.
#[derive(Serialize)]
struct Payload<'a> {
    id: EventId,
    r#type: &'a str,
    timestamp: String,
    data: Value,
}

/// Tells the merchant's servers, in this transaction: the event, and a delivery with its job for each endpoint that wants
/// it, exist if and only if everything else in it happened. One statement, however many endpoints there are.
pub async fn announce(
    tx: &mut Tx,
    merchant: MerchantId,
    kind: EventKind,
    subject: Uuid,
    data: Value,
) -> Result<(), WorkError> {
    let event = EventId::new();
    let body = body(event, kind, tx.now(), data)?;
    let (request_id, now) = (tx.request_id().to_owned(), tx.real_now());
    let deliveries: Vec<Uuid> = (0..ENDPOINTS_MOST).map(|_| DeliveryId::new().0).collect();
    let jobs: Vec<Uuid> = (0..ENDPOINTS_MOST).map(|_| JobId::new().0).collect();
    sqlx::query!(
        r#"
        with event as (
          insert into webhook_event (id, merchant_id, kind, subject_id, body, created_at) values ($1, $2, $3, $4, $5, $6)
        ), wanting as (
          select id, row_number() over (order by id) as place from webhook_endpoint
          where merchant_id = $2 and deleted_at is null and paused_at is null and events && array[$3, '*']
        ), delivery as (
          insert into webhook_delivery (id, event_id, endpoint_id, merchant_id, kind, next_at, created_at)
          select made.id, $1, wanting.id, $2, $3, clock_timestamp(), $6
          from wanting join unnest($7::uuid[]) with ordinality as made (id, place) using (place)
          returning id
        ), placed as (
          select id, row_number() over (order by id) as place from delivery
        )
        insert into job (id, kind, subject_id, request_id, failures_max, run_at)
        select made.id, $9, placed.id, $10, $11, clock_timestamp()
        from placed join unnest($8::uuid[]) with ordinality as made (id, place) using (place)
        "#,
        event.0,
        merchant.0,
        kind.as_str(),
        subject,
        body,
        now,
        &deliveries,
        &jobs,
        JobKind::WebhookDeliver.as_str(),
        request_id,
        JobKind::WebhookDeliver.failures_max(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn body(id: EventId, kind: EventKind, now: DateTime<Utc>, data: Value) -> Result<String, WorkError> {
    let timestamp = now.to_rfc3339_opts(SecondsFormat::Micros, true);
    serde_json::to_string(&Payload { id, r#type: kind.as_str(), timestamp, data })
        .map_err(|_| WorkError::Broken("an event cannot be written as JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_payload_is_as_the_contract_has_it() {
        let now = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let written =
            body(EventId(Uuid::from_u128(7)), EventKind::PayoutFailed, now, json!({ "a": 1 })).unwrap();
        let expected = r#"{"id":"00000000-0000-0000-0000-000000000007","type":"payout.failed","timestamp":"2021-02-25T15:02:10.000000Z","data":{"a":1}}"#;
        assert_eq!(written, expected);
    }
}
