//! Recomputes the ledger once a day, so that a difference is an alarm and not a discovery.

use super::done;
use crate::state::Kist;
use domain::{
    job::pg::Ended,
    ledger::pg::prove,
    watch::pg::keep_proof,
    work::{Failure, WorkError},
};

pub(super) async fn run(kist: &Kist) -> Result<Ended, WorkError> {
    let proof = prove(&kist.pool).await.map_err(|failure| match failure {
        Failure::Work(error) => error,
        Failure::Refused(_) => WorkError::Broken("the proof was refused"),
    })?;
    let failures = keep_proof(&kist.pool, &proof).await?;
    if failures > 0 {
        for check in proof.checks.iter().filter(|check| check.failures > 0) {
            tracing::error!(check = check.name, failures = check.failures, "the ledger does not add up");
        }
    }
    Ok(done(format!("{} legs, {failures} differences, {} ms", proof.legs, proof.took_ms)))
}
