//! What others tell us. Its signature is checked, it is kept once as it came, and answered at once; a job makes
//! something of it.

use crate::{gate::body_size, rest::problem::Problem, signature, state::Kist};
use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Request, State},
    routing::post,
};
use domain::{
    explain::Explanation,
    transfer::pg::ReceiveWebhook,
    work::{Meta, execute, real_now},
};
use serde_json::{Value, json};

/// A callback of a bank is a few hundred bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

pub(crate) fn router() -> Router<Kist> {
    Router::new().route("/webhooks/bank-callback", post(bank))
}

async fn bank(State(kist): State<Kist>, request: Request) -> Result<Json<Value>, Problem> {
    if body_size::announced(request.headers()).is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Err(Problem::too_large());
    }
    let meta = Meta { request_id: crate::gate::request_id::of(request.extensions()) };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| Problem::too_large())?;
    let checked = signature::verify(&kist.config.bank.webhook_secrets, &parts.headers, &body, real_now());
    let event_id = checked.map_err(|why| {
        tracing::warn!(%why, "a callback of the bank was refused");
        Explanation {
            message: "The signature of this message is not right.".to_owned(),
            ..Explanation::not_authenticated()
        }
    })?;
    let command = ReceiveWebhook { source: "bank", event_id, body: body.to_vec(), meta };
    let new = execute(&kist.pool, &command).await?;
    Ok(Json(json!({ "status": if new { "accepted" } else { "duplicate" } })))
}
