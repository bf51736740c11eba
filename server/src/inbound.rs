//! What others tell us. Its signature is checked, it is kept once as it came, and answered at once; a job makes
//! something of it.

use crate::{
    gate::body_size,
    rest::problem::Problem,
    signature::{self, Secret},
    state::Kist,
};
use axum::{
    Json, Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State},
    http::HeaderMap,
    routing::post,
};
use domain::{
    actor::MERCHANT_HEADER,
    explain::Explanation,
    gateway::GatewayName,
    payment::callback::{MERCHANT_SOURCE, RefundStatusBody},
    transfer::pg::ReceiveWebhook,
    webhook_out::pg::signing_secrets,
    work::{Meta, execute, real_now},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A callback of a bank is a few hundred bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The answer to whoever told us.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Received {
    status: Taken,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Taken {
    Accepted,
    /// It came before.
    Duplicate,
}

pub(crate) fn router() -> Router<Kist> {
    Router::new()
        .route("/webhooks/bank-callback", post(bank))
        .route("/webhooks/gateways/{gateway}", post(gateway))
        .route("/webhooks/refund-status", post(refund_status))
        .route("/webhook/refund-status", post(refund_status))
}

/// Each gateway signs in a way of its own. One that this installation does not reach does not exist.
async fn gateway(
    State(kist): State<Kist>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Json<Received>, Problem> {
    let name = GatewayName::parse(&name).filter(|name| kist.gateways.get(*name).is_some());
    let name = name.ok_or_else(Problem::not_found)?;
    let (headers, body, meta) = taken(request).await?;
    let checked = kist.gateways.verify(name, &headers, &body, real_now());
    let event_id = checked.map_err(|why| unsigned(name.as_str(), &why))?;
    keep(&kist, name.as_str().to_owned(), event_id, body, meta).await
}

/// A merchant's server signs with the secret of any endpoint of its own. Which merchant: the one that sold what the refund is
/// of, or the one that a header names. Nothing of an unsigned body is believed; whoever's it is, its signature must be theirs.
async fn refund_status(State(kist): State<Kist>, request: Request) -> Result<Json<Received>, Problem> {
    let (headers, body, meta) = taken(request).await?;
    let named = headers.get(MERCHANT_HEADER).and_then(|id| id.to_str().ok()?.trim().parse().ok());
    let refund = serde_json::from_slice::<RefundStatusBody>(&body).ok();
    let refund = refund.and_then(|body| body.refund_id.id("refund_id").ok());
    let signer = signing_secrets(&kist.pool, &kist.vault, refund, named).await?;
    let (merchant, secrets) = signer.ok_or_else(|| unsigned("merchant", &signature::Refused::NoMatch))?;
    let secrets: Vec<Secret> = secrets.iter().filter_map(|secret| secret.parse().ok()).collect();
    let checked = signature::verify(&secrets, &headers, &body, real_now());
    let event_id = checked.map_err(|why| unsigned("merchant", &why))?;
    keep(&kist, format!("{MERCHANT_SOURCE}{merchant}"), event_id, body, meta).await
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
    source: String,
    event_id: String,
    body: Bytes,
    meta: Meta,
) -> Result<Json<Received>, Problem> {
    let command = ReceiveWebhook { source, event_id, body: body.to_vec(), meta };
    let new = execute(&kist.pool, &command).await?;
    Ok(Json(Received { status: if new { Taken::Accepted } else { Taken::Duplicate } }))
}

async fn bank(State(kist): State<Kist>, request: Request) -> Result<Json<Received>, Problem> {
    let (headers, body, meta) = taken(request).await?;
    let checked = signature::verify(&kist.config.bank.webhook_secrets, &headers, &body, real_now());
    let event_id = checked.map_err(|why| unsigned("bank", &why))?;
    keep(&kist, "bank".to_owned(), event_id, body, meta).await
}
