use super::{LastProof, last_proof};
use crate::{job::JobKind, work::WorkError};
use sqlx::PgPool;
use std::time::Duration;

/// Counts of what is under way. Each reads what is, not what was: it costs the same after years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Every kind, also where there are none.
    pub jobs: Vec<JobGauge>,
    /// Transfers, payments and refunds that do not get on.
    pub stuck_transfers: i64,
    pub stuck_payments: i64,
    pub stuck_refunds: i64,
    pub open_discrepancies: i64,
    pub proof: Option<LastProof>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobGauge {
    pub kind: String,
    /// Could run now, and how long the oldest of them has waited.
    pub ready: i64,
    pub oldest_ready_seconds: i64,
    /// Wait for their time.
    pub scheduled: i64,
    pub running: i64,
    pub dead: i64,
}

/// `stuck_after`: how long a transfer or payment may be under way.
pub async fn gauges(pool: &PgPool, stuck_after: Duration) -> Result<Gauges, WorkError> {
    let kinds: Vec<String> = JobKind::ALL.into_iter().map(|kind| kind.as_str().to_owned()).collect();
    let jobs = sqlx::query_as!(
        JobGauge,
        r#"
        select k.kind as "kind!",
               count(*) filter (where j.status = 'queued' and j.run_at <= clock_timestamp()) as "ready!",
               coalesce(extract(epoch from max(clock_timestamp() - j.run_at) filter (where j.status = 'queued' and j.run_at <= clock_timestamp())), 0)::bigint as "oldest_ready_seconds!",
               count(*) filter (where j.status = 'queued' and j.run_at > clock_timestamp()) as "scheduled!",
               count(*) filter (where j.status = 'running') as "running!",
               count(*) filter (where j.status = 'dead') as "dead!"
        from unnest($1::text[]) as k (kind)
        left join job j on j.kind = k.kind and j.status in ('queued', 'running', 'dead')
        group by k.kind
        "#,
        &kinds,
    )
    .fetch_all(pool)
    .await?;
    // As the page "What is stuck" has them.
    let stuck = sqlx::query!(
        r#"
        select (select count(*) from transfer t where t.status in ('pending', 'processing')
                and coalesce(t.sent_at, (select min(c.recorded_at) from command_log c where c.subject_id = t.id), t.created_at)
                    < clock_timestamp() - make_interval(secs => $1)) as "transfers!",
               (select count(*) from payment_attempt a where a.status = 'open' and a.customer_url is null
                and a.started_at < clock_timestamp() - make_interval(secs => $1)) as "payments!",
               (select count(*) from refund r where r.status = 'APPROVED' and r.failure_code is not null) as "refunds!",
               (select count(*) from discrepancy where resolved_at is null) as "discrepancies!"
        "#,
        stuck_after.as_secs_f64(),
    )
    .fetch_one(pool)
    .await?;
    Ok(Gauges {
        jobs,
        stuck_transfers: stuck.transfers,
        stuck_payments: stuck.payments,
        stuck_refunds: stuck.refunds,
        open_discrepancies: stuck.discrepancies,
        proof: last_proof(pool).await?,
    })
}
