//! The plain face.

use super::{
    super::Bank,
    Reply,
    book::{Charge, Refund, Standing},
    desk::{Attempt, Ending},
    tell::Event,
};
use crate::simulator::line::Line;
use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Path, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::gateway::GatewayName;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

const NAME: GatewayName = GatewayName::Simulated;

pub(super) fn router(bank: &Bank) -> Router<Bank> {
    Router::new()
        .route("/v1/charges", post(charge))
        .route("/v1/charges/{reference}", get(enquire))
        .route("/v1/charges/{reference}/cancel", post(cancel))
        .route("/v1/refunds", post(refund))
        .route("/v1/refunds/{reference}", get(one_refund))
        .layer(from_fn_with_state(bank.clone(), gate))
}

async fn gate(State(bank): State<Bank>, request: Request, next: Next) -> Response {
    if bank.0.gateways().behaviour(NAME).down {
        return Reply::Says(StatusCode::SERVICE_UNAVAILABLE, json!({ "message": "down" }))
            .on(&Line::default());
    }
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let key = bank.0.settings.gateways.simulated_key.expose_secret();
    if bool::from(sent.as_bytes().ct_eq(key.as_bytes())) {
        return next.run(request).await;
    }
    StatusCode::UNAUTHORIZED.into_response()
}

#[derive(Deserialize)]
struct Wanted {
    reference: String,
    amount_paise: i64,
    #[serde(default)]
    method: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    return_url: Option<String>,
}

async fn charge(State(bank): State<Bank>, ConnectInfo(line): ConnectInfo<Line>, body: Bytes) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let made = bank.0.gateways().book().made(NAME, &wanted.reference, wanted.amount_paise);
    if made.is_none() {
        return StatusCode::CONFLICT.into_response();
    }
    let attempt =
        Attempt { method: wanted.method, description: wanted.description, return_url: wanted.return_url };
    match bank.attempt(NAME, &wanted.reference, attempt).await {
        Some((charge, ending)) => answer(&bank, &charge, ending).on(&line),
        None => Reply::Nothing.on(&line),
    }
}

async fn enquire(State(bank): State<Bank>, Path(reference): Path<String>) -> Response {
    let found = bank.0.gateways().book().find(NAME, &reference);
    let reply = match found {
        // Nothing was written down of it, as far as anybody is told.
        Some(Charge { standing: Standing::New, .. }) | None => {
            Reply::Says(StatusCode::NOT_FOUND, json!({ "status": "unknown", "reference": reference }))
        }
        Some(charge) => answer(&bank, &charge, Ending::Plainly),
    };
    reply.on(&Line::default())
}

#[derive(Deserialize)]
struct Cancel {
    amount_paise: i64,
}

/// Also of what it has never heard of: it is refused when it comes.
async fn cancel(State(bank): State<Bank>, Path(reference): Path<String>, body: Bytes) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Cancel>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    bank.0.gateways().book().made(NAME, &reference, wanted.amount_paise);
    match bank.call_off(NAME, &reference) {
        Some(charge) => answer(&bank, &charge, Ending::Plainly).on(&Line::default()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct GiveBack {
    reference: String,
    charge_id: String,
    amount_paise: i64,
}

async fn refund(State(bank): State<Bank>, ConnectInfo(line): ConnectInfo<Line>, body: Bytes) -> Response {
    let Ok(wanted) = serde_json::from_slice::<GiveBack>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let number = wanted.charge_id.strip_prefix("ch_").and_then(|number| number.parse().ok());
    let charge = number.and_then(|number| bank.0.gateways().book().by_number(NAME, number));
    let Some(charge) = charge else { return StatusCode::NOT_FOUND.into_response() };
    let (refund, ending) = bank.give_back(&charge, &wanted.reference, wanted.amount_paise);
    ended(ending, refund_body(&refund)).on(&line)
}

async fn one_refund(State(bank): State<Bank>, Path(reference): Path<String>) -> Response {
    let reply = match bank.0.gateways().book().refund(NAME, &reference) {
        Some(refund) => Reply::Says(StatusCode::OK, refund_body(&refund)),
        None => Reply::Says(StatusCode::NOT_FOUND, json!({ "status": "unknown", "reference": reference })),
    };
    reply.on(&Line::default())
}

fn ended(ending: Ending, body: Value) -> Reply {
    match ending {
        Ending::Plainly => Reply::Says(StatusCode::OK, body),
        Ending::Nothing => Reply::Nothing,
        Ending::ServerError => {
            Reply::Says(StatusCode::INTERNAL_SERVER_ERROR, json!({ "message": "internal error" }))
        }
    }
}

fn answer(bank: &Bank, charge: &Charge, ending: Ending) -> Reply {
    ended(ending, body(charge, &bank.page_of(charge)))
}

fn body(charge: &Charge, page: &str) -> Value {
    let (status, code) = match &charge.standing {
        Standing::New | Standing::Processing => ("processing", None),
        Standing::Waiting => ("waiting", None),
        Standing::Taken => ("succeeded", None),
        Standing::Failed { code } => ("failed", Some(code.as_str())),
        Standing::CalledOff => ("cancelled", Some("called_off")),
    };
    json!({
        "reference": charge.reference,
        "id": format!("ch_{}", charge.number),
        "amount_paise": charge.amount_paise,
        "currency": "INR",
        "status": status,
        "failure_code": code,
        "customer_url": (charge.standing == Standing::Waiting).then_some(page),
    })
}

fn refund_body(refund: &Refund) -> Value {
    json!({
        "reference": refund.reference,
        "id": format!("re_{}", refund.number),
        "charge_id": format!("ch_{}", refund.charge),
        "amount_paise": refund.amount_paise,
        "status": if refund.failure_code.is_none() { "succeeded" } else { "failed" },
        "failure_code": refund.failure_code,
    })
}

pub(super) fn event(charge: &Charge, event: Event, bank: &Bank) -> Value {
    let kind = match event {
        Event::Waits => "charge.waiting",
        Event::Taken => "charge.succeeded",
        Event::Failed => "charge.failed",
    };
    json!({ "event": kind, "object": body(charge, &bank.page_of(charge)) })
}

pub(super) fn refund_event(refund: &Refund, _charge: &Charge) -> Value {
    json!({ "event": "refund.updated", "object": refund_body(refund) })
}
