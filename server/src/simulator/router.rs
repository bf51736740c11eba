//! The wire of the pretend bank.

use super::{
    Bank,
    books::{Balances, Known, Movement, Order},
    callbacks::loopback,
    desk::{Reply, answer, refusal},
    gateways::{self, Taken},
    line::Line,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{ConnectInfo, Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

const REFERENCE_CHARACTERS_MAX: usize = 100;

pub(super) fn router(bank: Bank) -> Router {
    let transfers = Router::new()
        .route("/v1/transfers", post(transfer))
        .route("/v1/transfers/{reference}", get(enquire))
        .route("/v1/transfers/{reference}/fence", post(fence))
        .layer(from_fn_with_state(bank.clone(), outage));
    Router::new()
        .merge(transfers)
        .route("/v1/books", get(books))
        .route("/v1/accounts", get(accounts))
        .route("/v1/control", get(control).put(change))
        .route("/v1/taken", get(taken))
        .layer(from_fn_with_state(bank.clone(), check_key))
        // Each asks for credentials of its own; the customer's page for none.
        .merge(gateways::router(&bank))
        .with_state(bank)
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Reply::Says(status, body) => (status, Json(body)).into_response(),
            Reply::Nothing => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

async fn transfer(
    State(bank): State<Bank>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let order = match read(&headers, &body) {
        Ok(order) => order,
        Err(sentence) => return refusal(StatusCode::BAD_REQUEST, "invalid_request", sentence),
    };
    let reply = bank.transfer(order).await;
    if let Reply::Nothing = reply {
        line.cut();
    }
    reply
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Order, &'static str> {
    let order: Order = serde_json::from_slice(body).map_err(|_| "This is no transfer.")?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    if key != Some(&order.reference) || order.reference.is_empty() {
        return Err("The Idempotency-Key must be the reference.");
    }
    if order.reference.len() > REFERENCE_CHARACTERS_MAX {
        return Err("The reference is too long.");
    }
    if order.amount_paise <= 0 {
        return Err("The amount must be more than zero.");
    }
    if order.callback_url.as_deref().is_some_and(|url| loopback(url).is_none()) {
        return Err("callback_url must be on this machine.");
    }
    Ok(order)
}

async fn enquire(State(bank): State<Bank>, Path(reference): Path<String>) -> Reply {
    let known = bank.books().known(&reference);
    tell(&reference, known)
}

async fn fence(State(bank): State<Bank>, Path(reference): Path<String>) -> Reply {
    if reference.len() > REFERENCE_CHARACTERS_MAX {
        return refusal(StatusCode::BAD_REQUEST, "invalid_request", "The reference is too long.");
    }
    let known = bank.books().fence(&reference);
    tell(&reference, known)
}

/// Also of what is still processing with 200: the question is answered.
fn tell(reference: &str, known: Known) -> Reply {
    match known {
        Known::Transfer(record) => match answer(&record) {
            Reply::Says(_, body) => Reply::Says(StatusCode::OK, body),
            Reply::Nothing => Reply::Nothing,
        },
        Known::Fenced => Reply::Says(StatusCode::OK, json!({ "status": "fenced", "reference": reference })),
        Known::Nothing => {
            Reply::Says(StatusCode::NOT_FOUND, json!({ "status": "unknown", "reference": reference }))
        }
    }
}

async fn books(State(bank): State<Bank>) -> Json<Vec<Movement>> {
    Json(bank.books().movements())
}

async fn accounts(State(bank): State<Bank>) -> Json<Balances> {
    Json(bank.books().balances())
}

async fn control(State(bank): State<Bank>) -> Response {
    Json(told(&bank)).into_response()
}

/// The bank's own settings, and those of the gateways below a name of their own.
fn told(bank: &Bank) -> Value {
    let mut all = serde_json::to_value(bank.behaviour().clone()).unwrap_or_default();
    if let Some(all) = all.as_object_mut() {
        all.insert("gateways".to_owned(), json!(*bank.0.gateways.behaviours()));
    }
    all
}

/// What the pretend gateways really took, for whoever compares books.
async fn taken(State(bank): State<Bank>) -> Json<Vec<Taken>> {
    Json(bank.0.gateways.taken())
}

async fn change(State(bank): State<Bank>, body: Bytes) -> Response {
    let mut change: Value = serde_json::from_slice(&body).unwrap_or_default();
    let of_gateways = change.as_object_mut().and_then(|change| change.remove("gateways"));
    match changed(&bank, &change, of_gateways.as_ref()) {
        Ok(()) => Json(told(&bank)).into_response(),
        Err(sentence) => refusal(StatusCode::BAD_REQUEST, "invalid_settings", &sentence).into_response(),
    }
}

/// All of it or nothing.
fn changed(bank: &Bank, change: &Value, of_gateways: Option<&Value>) -> Result<(), String> {
    let mut behaviour = bank.behaviour();
    let mut gateways = bank.0.gateways.behaviours();
    let next = behaviour.changed(change)?;
    if let Some(change) = of_gateways {
        *gateways = gateways.changed(change)?;
    }
    *behaviour = next;
    Ok(())
}

async fn outage(State(bank): State<Bank>, request: Request, next: Next) -> Response {
    let out = bank.behaviour().outage;
    if out {
        let sentence = "The bank is not available.";
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "bank_unavailable", sentence).into_response();
    }
    next.run(request).await
}

async fn check_key(State(bank): State<Bank>, request: Request, next: Next) -> Response {
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let key = bank.0.settings.api_key.expose_secret();
    if bool::from(sent.as_bytes().ct_eq(key.as_bytes())) {
        next.run(request).await
    } else {
        refusal(StatusCode::UNAUTHORIZED, "not_authenticated", "This key is not known.").into_response()
    }
}
