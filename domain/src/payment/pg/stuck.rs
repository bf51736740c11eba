//! What does not get on: tries of which a gateway does not say how they ended, and refunds that it refused.

use super::rows::gateway;
use crate::{
    actor::Admin,
    id::{PaymentId, RefundId},
    money::Paise,
    payment::view::StuckPaymentView,
    work::{Refused, WorkError, real_now},
};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

struct Row {
    payment: Uuid,
    refund: Option<Uuid>,
    merchant: String,
    amount: i64,
    gateway: String,
    since: DateTime<Utc>,
    last_contact: Option<String>,
}

/// The oldest first. A customer who is at a gateway's page is not waited for in vain.
pub async fn stuck(
    pool: &PgPool,
    _admin: Admin,
    longer_than: Duration,
) -> Result<Vec<StuckPaymentView>, Refused> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        (select p.id as "payment!", null::uuid as refund, m.name as "merchant!", p.amount_paise as "amount!", a.gateway as "gateway!",
                a.started_at as "since!", a.last_contact
         from payment_attempt a join payment p on p.id = a.payment_id join merchant m on m.id = p.merchant_id
         where a.status = 'open' and a.customer_url is null
           and a.started_at < clock_timestamp() - make_interval(secs => $1)
         order by a.started_at limit 100)
        union all
        (select r.payment_id, r.id, m.name, r.amount_paise, a.gateway, coalesce(r.contacted_at, clock_timestamp()), r.failure_reason
         from refund r join payment_attempt a on a.id = r.attempt_id join merchant m on m.id = r.merchant_id
         where r.status = 'APPROVED' and r.failure_code is not null
         order by r.id limit 100)
        order by 6
        "#,
        longer_than.as_secs_f64(),
    )
    .fetch_all(pool)
    .await?;
    let now = real_now();
    let view = |row: Row| {
        Ok::<_, WorkError>(StuckPaymentView {
            payment_id: PaymentId(row.payment),
            refund_id: row.refund.map(RefundId),
            merchant_name: row.merchant,
            amount: Paise::new(row.amount),
            gateway: gateway(&row.gateway)?,
            waiting_seconds: (now - row.since).num_seconds().max(0),
            last_contact: row.last_contact,
        })
    };
    Ok(rows.into_iter().map(view).collect::<Result<_, _>>()?)
}
