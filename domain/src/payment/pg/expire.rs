//! Nobody paid in time.

use super::{
    announce,
    rows::state,
    settle::{NeverRefused, fail},
};
use crate::{
    id::{PaymentId, PersonId},
    payment::PaymentState,
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError},
};
use serde_json::json;
use sqlx::PgPool;

/// So many at a time; the next time comes soon.
const AT_ONCE: i64 = 200;

/// Those whose time is over, the oldest first.
pub async fn expired(pool: &PgPool) -> Result<Vec<PaymentId>, WorkError> {
    let ids = sqlx::query_scalar!(
        r#"
        select id from payment
        where status = 'CREATED'
          and expires_at <= (select clock_timestamp() + make_interval(secs => offset_seconds) from business_clock)
        order by expires_at limit $1
        "#,
        AT_ONCE,
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(PaymentId).collect())
}

/// Unless somebody has begun to pay it meanwhile.
pub struct Expire {
    pub payment: PaymentId,
    pub meta: Meta,
}

impl Command for Expire {
    const NAME: &'static str = "payment.expire";
    /// Whether it expired by this.
    type Output = bool;
    type Refusal = NeverRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<NeverRefused>> {
        let row = sqlx::query!(
            "select merchant_id, status, expires_at from payment where id = $1 for no key update",
            self.payment.0,
        )
        .fetch_optional(tx.conn())
        .await?;
        let Some(row) = row.filter(|row| row.expires_at <= tx.now()) else {
            tx.nothing_happened();
            return Ok(false);
        };
        let was = state(&row.status)?;
        if was != PaymentState::Created {
            tx.nothing_happened();
            return Ok(false);
        }
        let reason = "Nobody paid it in time.";
        fail(tx, self.payment, was, "expired", reason).await?;
        tx.record(
            Record::of("payment", self.payment.0)
                .before(json!({ "status": was.as_str() }))
                .after(json!({ "status": "FAILED", "failure_code": "expired", "reason": reason }))
                .tells(row.merchant_id),
        );
        announce::payment(tx, self.payment, EventKind::PaymentFailed).await?;
        Ok(true)
    }
}
