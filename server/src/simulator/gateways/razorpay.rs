//! As Razorpay's API looks, as far as Kist uses it. A payment is authorized by the customer and captured by Kist.

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
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::gateway::GatewayName;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

const NAME: GatewayName = GatewayName::Razorpay;

pub(super) fn router(bank: &Bank) -> Router<Bank> {
    Router::new()
        .route("/v1/orders", get(orders).post(order))
        .route("/v1/orders/{id}", get(one_order).patch(change_order))
        .route("/v1/orders/{id}/payments", get(payments))
        .route("/v1/payments/create/json", post(create))
        .route("/v1/payments/{id}", get(payment))
        .route("/v1/payments/{id}/capture", post(capture))
        .route("/v1/payments/{id}/refund", post(refund))
        .route("/v1/payments/{id}/refunds", get(refunds))
        .route("/v1/payments/{id}/refunds/{refund}", get(one_refund))
        .layer(from_fn_with_state(bank.clone(), gate))
}

async fn gate(State(bank): State<Bank>, request: Request, next: Next) -> Response {
    if bank.0.gateways().behaviour(NAME).down {
        return error(StatusCode::SERVICE_UNAVAILABLE, "SERVER_ERROR", "server_error");
    }
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
    let (id, secret) = &bank.0.settings.gateways.razorpay;
    let expected = BASE64_STANDARD.encode(format!("{id}:{}", secret.expose_secret()));
    if bool::from(sent.as_bytes().ct_eq(expected.as_bytes())) {
        return next.run(request).await;
    }
    error(StatusCode::UNAUTHORIZED, "BAD_REQUEST_ERROR", "authentication_failed")
}

fn says(body: Value) -> Response {
    Reply::Says(StatusCode::OK, body).on(&Line::default())
}

fn error(status: StatusCode, code: &str, reason: &str) -> Response {
    Reply::Says(status, json!({ "error": { "code": code, "reason": reason, "description": reason } }))
        .on(&Line::default())
}

fn missing() -> Response {
    error(StatusCode::BAD_REQUEST, "BAD_REQUEST_ERROR", "input_validation_failed")
}

async fn orders(State(bank): State<Bank>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let receipt = query.get("receipt").cloned().unwrap_or_default();
    let found = bank.0.gateways().book().find(NAME, &receipt);
    let items: Vec<Value> = found.iter().map(order_body).collect();
    says(json!({ "entity": "collection", "count": items.len(), "items": items }))
}

async fn order(State(bank): State<Bank>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (Some(receipt), Some(amount)) =
        (body.get("receipt").and_then(Value::as_str), body.get("amount").and_then(Value::as_i64))
    else {
        return missing();
    };
    match bank.0.gateways().book().made(NAME, receipt, amount) {
        Some(charge) => says(order_body(&charge)),
        None => missing(),
    }
}

async fn one_order(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    by_id(&bank, "order_", &id).map_or_else(missing, |charge| says(order_body(&charge)))
}

/// Only its notes can be changed, and all of them at once.
async fn change_order(State(bank): State<Bank>, Path(id): Path<String>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (Some(charge), Some(notes)) = (by_id(&bank, "order_", &id), body.get("notes")) else {
        return missing();
    };
    let changed = bank.0.gateways().book().change(NAME, &charge.reference, |charge| {
        charge.notes = Some(notes.clone());
        true
    });
    changed.map_or_else(missing, |charge| says(order_body(&charge)))
}

fn by_id(bank: &Bank, prefix: &str, id: &str) -> Option<Charge> {
    let number = id.strip_prefix(prefix)?.parse().ok()?;
    bank.0.gateways().book().by_number(NAME, number)
}

async fn payments(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    let Some(charge) = by_id(&bank, "order_", &id) else { return missing() };
    let tried = !matches!(charge.standing, Standing::New);
    let items: Vec<Value> = tried.then(|| payment_body(&charge)).into_iter().collect();
    says(json!({ "entity": "collection", "count": items.len(), "items": items }))
}

async fn payment(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    by_id(&bank, "pay_", &id).map_or_else(missing, |charge| says(payment_body(&charge)))
}

async fn create(State(bank): State<Bank>, ConnectInfo(line): ConnectInfo<Line>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let Some(charge) = text("order_id").and_then(|id| by_id(&bank, "order_", &id)) else { return missing() };
    let attempt = Attempt {
        method: text("method").unwrap_or_default(),
        description: text("description").unwrap_or_default(),
        return_url: text("callback_url"),
    };
    let Some((charge, ending)) = bank.attempt(NAME, &charge.reference, attempt).await else {
        return Reply::Nothing.on(&line);
    };
    match ending {
        Ending::Nothing => Reply::Nothing.on(&line),
        Ending::ServerError => error(StatusCode::INTERNAL_SERVER_ERROR, "SERVER_ERROR", "server_error"),
        Ending::Plainly => {
            let next = (charge.standing == Standing::Waiting)
                .then(|| json!([{ "action": "redirect", "url": bank.page_of(&charge) }]));
            says(json!({ "razorpay_payment_id": format!("pay_{}", charge.number), "next": next }))
        }
    }
}

async fn capture(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    let Some(charge) = by_id(&bank, "pay_", &id) else { return missing() };
    let captured = bank.0.gateways().book().change(NAME, &charge.reference, |charge| {
        let may = charge.standing == Standing::Taken && !charge.captured;
        charge.captured |= may;
        may
    });
    match captured.filter(|charge| charge.captured) {
        Some(charge) => {
            bank.tell_of(&charge, Event::Taken);
            says(payment_body(&charge))
        }
        None => missing(),
    }
}

/// Ten of them unless more are asked for, the newest first.
async fn refunds(
    State(bank): State<Bank>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let Some(charge) = by_id(&bank, "pay_", &id) else { return missing() };
    let number =
        |name: &str, usual: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let mut all = bank.0.gateways().book().refunds_of(NAME, charge.number);
    all.sort_by_key(|refund| std::cmp::Reverse(refund.number));
    let page = all.iter().skip(number("skip", 0)).take(number("count", 10).min(100));
    let items: Vec<Value> = page.map(refund_body).collect();
    says(json!({ "entity": "collection", "count": items.len(), "items": items }))
}

async fn one_refund(State(bank): State<Bank>, Path((id, refund)): Path<(String, String)>) -> Response {
    let Some(charge) = by_id(&bank, "pay_", &id) else { return missing() };
    let number = refund.strip_prefix("rfnd_").and_then(|number| number.parse().ok());
    let found = number.and_then(|number| bank.0.gateways().book().refund_by_number(NAME, number));
    match found.filter(|refund| refund.charge == charge.number) {
        Some(refund) => says(refund_body(&refund)),
        None => missing(),
    }
}

async fn refund(
    State(bank): State<Bank>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (Some(charge), Some(receipt), Some(amount)) = (
        by_id(&bank, "pay_", &id).filter(|charge| charge.captured),
        body.get("receipt").and_then(Value::as_str),
        body.get("amount").and_then(Value::as_i64),
    ) else {
        return missing();
    };
    let (refund, ending) = bank.give_back(&charge, receipt, amount);
    match ending {
        Ending::Plainly => says(refund_body(&refund)),
        Ending::Nothing => Reply::Nothing.on(&line),
        Ending::ServerError => error(StatusCode::INTERNAL_SERVER_ERROR, "SERVER_ERROR", "server_error"),
    }
}

fn order_body(charge: &Charge) -> Value {
    json!({
        "id": format!("order_{}", charge.number),
        "entity": "order",
        "amount": charge.amount_paise,
        "currency": "INR",
        "receipt": charge.reference,
        "status": if charge.captured { "paid" } else { "created" },
        "notes": charge.notes.clone().unwrap_or_else(|| json!({ "reference": charge.reference })),
        "created_at": charge.number,
    })
}

fn payment_body(charge: &Charge) -> Value {
    let (status, failed) = match &charge.standing {
        Standing::New | Standing::Waiting | Standing::Processing => ("created", None),
        Standing::Taken if charge.captured => ("captured", None),
        Standing::Taken => ("authorized", None),
        Standing::Failed { code } => ("failed", Some(code.as_str())),
        Standing::CalledOff => ("failed", Some("cancelled")),
    };
    let (code, reason) = match failed {
        None => (None, None),
        Some("gateway_error") => (Some("GATEWAY_ERROR"), Some("gateway_technical_error")),
        Some("cancelled") => (Some("BAD_REQUEST_ERROR"), Some("payment_cancelled")),
        Some(_) => (Some("BAD_REQUEST_ERROR"), Some("payment_declined")),
    };
    json!({
        "id": format!("pay_{}", charge.number),
        "entity": "payment",
        "amount": charge.amount_paise,
        "currency": "INR",
        "status": status,
        "order_id": format!("order_{}", charge.number),
        "method": charge.method,
        "captured": charge.captured,
        "notes": { "reference": charge.reference },
        "error_code": code,
        "error_reason": reason,
    })
}

fn refund_body(refund: &Refund) -> Value {
    json!({
        "id": format!("rfnd_{}", refund.number),
        "entity": "refund",
        "amount": refund.amount_paise,
        "currency": "INR",
        "payment_id": format!("pay_{}", refund.charge),
        "receipt": refund.reference,
        "status": if refund.failure_code.is_none() { "processed" } else { "failed" },
    })
}

pub(super) fn event(charge: &Charge, event: Event) -> Value {
    let kind = match event {
        Event::Waits => "payment.created",
        Event::Taken if charge.captured => "payment.captured",
        Event::Taken => "payment.authorized",
        Event::Failed => "payment.failed",
    };
    json!({ "entity": "event", "event": kind, "contains": ["payment"], "payload": { "payment": { "entity": payment_body(charge) } } })
}

pub(super) fn refund_event(refund: &Refund) -> Value {
    let kind = if refund.failure_code.is_none() { "refund.processed" } else { "refund.failed" };
    json!({ "entity": "event", "event": kind, "contains": ["refund"], "payload": { "refund": { "entity": refund_body(refund) } } })
}
