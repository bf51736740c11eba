//! Is it up, and is the database there? Asked by load balancers, which send no credentials.

use crate::{rest::problem::Problem, state::Kist};
use axum::{Json, Router, extract::State, routing::get};
use domain::{explain::Explanation, job::pg::alive_workers, work::acts_as_app_role};
use schemars::JsonSchema;
use serde::Serialize;
use std::time::Duration;

/// Whoever asks has little patience.
const AT_MOST: Duration = Duration::from_secs(2);

#[derive(Serialize, JsonSchema)]
pub(crate) struct Health {
    status: &'static str,
    database: &'static str,
    /// Processes that do jobs, here or elsewhere, as they were last seen.
    workers: i64,
    version: &'static str,
    /// `kist_app`, which owns nothing; or `owner`, where that role could not be made and the triggers alone
    /// protect the history.
    ledger_role: &'static str,
}

pub(crate) fn router() -> Router<Kist> {
    Router::new()
        .route("/health", get(health))
        .route("/health/live", get(live))
        .route("/health/ready", get(health))
}

pub(crate) async fn health(State(kist): State<Kist>) -> Result<Json<Health>, Problem> {
    let asked = async {
        Ok::<_, sqlx::Error>((acts_as_app_role(&kist.pool).await?, alive_workers(&kist.pool).await?))
    };
    let (own_role, workers) = match tokio::time::timeout(AT_MOST, asked).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return Err(away(&error.to_string())),
        Err(_) => return Err(away("no answer in time")),
    };
    Ok(Json(Health {
        status: "ok",
        database: "ok",
        workers,
        version: env!("CARGO_PKG_VERSION"),
        ledger_role: if own_role { "kist_app" } else { "owner" },
    }))
}

/// The process answers; whether anything else does is not its business.
async fn live() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

fn away(why: &str) -> Problem {
    tracing::warn!(why, "the database is away");
    Explanation::unavailable().with("status", "unavailable").with("database", "away").into()
}
