//! What asks for an admin's attention, counted.

use crate::{
    actor::Admin,
    transfer::attention::{AttentionView, STUCK_AFTER},
    work::Refused,
};
use sqlx::PgPool;

/// Each figure comes from an index of what is open, so that it costs what it counts and not what there ever was.
/// What counts as stuck is what `stuck` lists.
pub async fn attention(pool: &PgPool, _admin: Admin) -> Result<AttentionView, Refused> {
    let view = sqlx::query_as!(
        AttentionView,
        r#"
        select count(*) as "under_way!",
               count(*) filter (
                 where coalesce(t.sent_at, (select min(c.recorded_at) from command_log c where c.subject_id = t.id), t.created_at)
                       < clock_timestamp() - make_interval(secs => $1)
               ) as "stuck!",
               (select count(*) from payment_attempt a
                where a.status = 'open' and a.customer_url is null
                  and a.started_at < clock_timestamp() - make_interval(secs => $1)) as "stuck_payments!",
               (select count(*) from refund r where r.status = 'APPROVED' and r.failure_code is not null) as "refused_refunds!",
               (select count(*) from job where status = 'dead') as "dead_jobs!",
               (select count(*) from discrepancy where resolved_at is null) as "open_discrepancies!"
        from transfer t where t.status in ('pending', 'processing')
        "#,
        STUCK_AFTER.as_secs_f64(),
    )
    .fetch_one(pool)
    .await?;
    Ok(view)
}
