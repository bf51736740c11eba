//! What others tell us. Its signature is checked, it is kept once as it came, and answered at once; a job makes
//! something of it.

use crate::{gate::body_size, rest::problem::Problem, signature, state::Kist};
use axum::{
    Json, Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State},
    http::HeaderMap,
    routing::post,
};
use domain::{
    explain::Explanation,
    gateway::GatewayName,
    transfer::pg::ReceiveWebhook,
    work::{Meta, execute, real_now},
};
use serde_json::{Value, json};

/// A callback of a bank is a few hundred bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

pub(crate) fn router() -> Router<Kist> {
    Router::new()
        .route("/webhooks/bank-callback", post(bank))
        .route("/webhooks/gateways/{gateway}", post(gateway))
}

/// Each gateway signs in a way of its own. One that this installation does not reach does not exist.
async fn gateway(
    State(kist): State<Kist>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let name = GatewayName::parse(&name).filter(|name| kist.gateways.get(*name).is_some());
    let name = name.ok_or_else(Problem::not_found)?;
    let (headers, body, meta) = taken(request).await?;
    let checked = kist.gateways.verify(name, &headers, &body, real_now());
    let event_id = checked.map_err(|why| unsigned(name.as_str(), &why))?;
    keep(&kist, name.as_str(), event_id, body, meta).await
}

/// All of it, if it is not too long.
async fn taken(request: Request) -> Result<(HeaderMap, Bytes, Meta), Problem> {
    if body_size::announced(request.headers()).is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Err(Problem::too_large());
    }
    let meta = Meta { request_id: crate::gate::request_id::of(request.extensions()) };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| Problem::too_large())?;
    Ok((parts.headers, body, meta))
}

fn unsigned(source: &str, why: &dyn std::error::Error) -> Explanation {
    tracing::warn!(source, %why, "a message was refused");
    Explanation {
        message: "The signature of this message is not right.".to_owned(),
        ..Explanation::not_authenticated()
    }
}

async fn keep(
    kist: &Kist,
    source: &'static str,
    event_id: String,
    body: Bytes,
    meta: Meta,
) -> Result<Json<Value>, Problem> {
    let command = ReceiveWebhook { source, event_id, body: body.to_vec(), meta };
    let new = execute(&kist.pool, &command).await?;
    Ok(Json(json!({ "status": if new { "accepted" } else { "duplicate" } })))
}

async fn bank(State(kist): State<Kist>, request: Request) -> Result<Json<Value>, Problem> {
    let (headers, body, meta) = taken(request).await?;
    let checked = signature::verify(&kist.config.bank.webhook_secrets, &headers, &body, real_now());
    let event_id = checked.map_err(|why| unsigned("bank", &why))?;
    keep(&kist, "bank", event_id, body, meta).await
}
