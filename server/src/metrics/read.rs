//! What is not counted as it happens but asked of the database when somebody reads: how much waits, what is stuck.

use super::breaker;
use crate::state::Kist;
use domain::watch::pg::{Gauges, gauges};
use metrics::gauge;
use std::time::Duration;

/// Whoever reads has little patience, and a database in trouble must not be asked for long.
const AT_MOST: Duration = Duration::from_secs(3);

pub(super) async fn refresh(kist: &Kist) {
    own(kist);
    let asked = gauges(&kist.pool, kist.config.transfers.processing_timeout);
    let up = match tokio::time::timeout(AT_MOST, asked).await {
        Ok(Ok(found)) => {
            of_everybody(&found);
            1.0
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database could not be read for the metrics");
            0.0
        }
        Err(_) => {
            tracing::warn!("the database did not answer in time for the metrics");
            0.0
        }
    };
    gauge!("kist_database_up").set(up);
}

/// Of this process.
fn own(kist: &Kist) {
    let idle = u32::try_from(kist.pool.num_idle()).unwrap_or(u32::MAX);
    let used = kist.pool.size().saturating_sub(idle);
    gauge!("kist_db_pool_connections", "state" => "idle").set(f64::from(idle));
    gauge!("kist_db_pool_connections", "state" => "used").set(f64::from(used));
    gauge!("kist_db_pool_max").set(f64::from(kist.config.database_connections));
    breaker("bank", kist.banks.breaker().state);
    for (name, view) in kist.gateways.breakers() {
        breaker(name.as_str(), view.state);
    }
}

/// The same whichever process is asked.
fn of_everybody(found: &Gauges) {
    for job in &found.jobs {
        let states = [
            ("ready", job.ready),
            ("scheduled", job.scheduled),
            ("running", job.running),
            ("dead", job.dead),
        ];
        for (status, jobs) in states {
            gauge!("kist_jobs", "kind" => job.kind.clone(), "status" => status).set(number(jobs));
        }
        gauge!("kist_job_oldest_ready_seconds", "kind" => job.kind.clone())
            .set(number(job.oldest_ready_seconds));
    }
    for (what, stuck) in [
        ("transfers", found.stuck_transfers),
        ("payments", found.stuck_payments),
        ("refunds", found.stuck_refunds),
        ("discrepancies", found.open_discrepancies),
    ] {
        gauge!("kist_stuck", "what" => what).set(number(stuck));
    }
    if let Some(proof) = found.proof {
        gauge!("kist_proof_failures").set(number(proof.failures));
        gauge!("kist_proof_age_seconds").set(number(proof.age_seconds));
    }
}

/// A gauge is a float; what is counted here fits.
fn number(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::from(i32::MAX), f64::from)
}
