use crate::{
    ledger::view::ProofView,
    work::{WorkError, real_now},
};
use sqlx::PgPool;
use uuid::Uuid;

/// How the latest proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastProof {
    /// Places where a check failed, all checks together.
    pub failures: i64,
    pub age_seconds: i64,
}

/// Writes down how a proof ended. Returns the number of its failures.
pub async fn keep_proof(pool: &PgPool, proof: &ProofView) -> Result<i64, WorkError> {
    let failures = proof.checks.iter().map(|check| check.failures).fold(0_i64, i64::saturating_add);
    sqlx::query!(
        "insert into proof_run (id, ran_at, took_ms, failures) values ($1, $2, $3, $4)",
        Uuid::now_v7(),
        proof.checked_at,
        proof.took_ms.max(0),
        failures,
    )
    .execute(pool)
    .await?;
    Ok(failures)
}

/// `None`: the ledger was never proven.
pub async fn last_proof(pool: &PgPool) -> Result<Option<LastProof>, WorkError> {
    let row = sqlx::query!("select ran_at, failures from proof_run order by ran_at desc limit 1")
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| LastProof {
        failures: row.failures,
        age_seconds: (real_now() - row.ran_at).num_seconds().max(0),
    }))
}
