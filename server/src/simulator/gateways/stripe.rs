//! As Stripe's API looks, as far as Kist uses it.

use super::{
    super::Bank,
    Reply,
    book::{Charge, Refund, Standing},
    desk::{Attempt, Ending},
    tell::Event,
};
use crate::simulator::line::Line;
use axum::{
    Form, Router,
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use domain::gateway::GatewayName;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

const NAME: GatewayName = GatewayName::Stripe;
type Fields = BTreeMap<String, String>;

pub(super) fn router(bank: &Bank) -> Router<Bank> {
    Router::new()
        .route("/v1/payment_intents", get(list).post(create))
        .route("/v1/payment_intents/{id}", get(retrieve))
        .route("/v1/payment_intents/{id}/confirm", post(confirm))
        .route("/v1/payment_intents/{id}/cancel", post(cancel))
        .route("/v1/refunds", get(list_refunds).post(refund))
        .route("/v1/refunds/{id}", get(retrieve_refund))
        .layer(from_fn_with_state(bank.clone(), gate))
}

async fn gate(State(bank): State<Bank>, request: Request, next: Next) -> Response {
    if bank.0.gateways().behaviour(NAME).down {
        return error(StatusCode::SERVICE_UNAVAILABLE, "api_error", "api_error");
    }
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let key = bank.0.settings.gateways.stripe_key.expose_secret();
    if bool::from(sent.as_bytes().ct_eq(key.as_bytes())) {
        return next.run(request).await;
    }
    error(StatusCode::UNAUTHORIZED, "invalid_request_error", "invalid_api_key")
}

fn error(status: StatusCode, kind: &str, code: &str) -> Response {
    Reply::Says(status, json!({ "error": { "type": kind, "code": code } })).on(&Line::default())
}

async fn create(State(bank): State<Bank>, Form(form): Form<Fields>) -> Response {
    let reference = form.get("metadata[reference]").cloned().unwrap_or_default();
    let amount: i64 = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or_default();
    if amount <= 0 || form.get("currency").map(String::as_str) != Some("inr") {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", "parameter_invalid_integer");
    }
    match bank.0.gateways().book().made(NAME, &reference, amount) {
        Some(charge) => says(StatusCode::OK, intent(&charge, &bank.page_of(&charge))),
        None => error(StatusCode::BAD_REQUEST, "idempotency_error", "idempotency_key_in_use"),
    }
}

fn says(status: StatusCode, body: Value) -> Response {
    Reply::Says(status, body).on(&Line::default())
}

async fn list(State(bank): State<Bank>, Query(query): Query<Fields>) -> Response {
    let all = bank.0.gateways().book().charges_of(NAME);
    paged(all.iter().map(|charge| intent(charge, "")).collect(), &query)
}

async fn list_refunds(State(bank): State<Bank>, Query(query): Query<Fields>) -> Response {
    let Some(charge) = query.get("payment_intent").and_then(|id| find(&bank, id)) else {
        return error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing");
    };
    let all = bank.0.gateways().book().refunds_of(NAME, charge.number);
    paged(all.iter().map(refund_body).collect(), &query)
}

/// At most `limit` of them, after the one that is named.
fn paged(all: Vec<Value>, query: &Fields) -> Response {
    let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let begin = match query.get("starting_after") {
        None => 0,
        Some(id) => match all.iter().position(|one| one["id"] == *id) {
            Some(place) => place.saturating_add(1),
            None => return error(StatusCode::BAD_REQUEST, "invalid_request_error", "resource_missing"),
        },
    };
    let page: Vec<&Value> = all.iter().skip(begin).take(limit).collect();
    let has_more = all.len() > begin.saturating_add(page.len());
    says(StatusCode::OK, json!({ "object": "list", "data": page, "has_more": has_more }))
}

fn find(bank: &Bank, id: &str) -> Option<Charge> {
    let number = id.strip_prefix("pi_")?.parse().ok()?;
    bank.0.gateways().book().by_number(NAME, number)
}

async fn retrieve(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    match find(&bank, &id) {
        Some(charge) => says(StatusCode::OK, intent(&charge, &bank.page_of(&charge))),
        None => error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing"),
    }
}

async fn confirm(
    State(bank): State<Bank>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Response {
    let Some(charge) = find(&bank, &id) else {
        return error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing");
    };
    let attempt = Attempt {
        method: form.get("payment_method_data[type]").cloned().unwrap_or_else(|| "card".to_owned()),
        description: "Payment".to_owned(),
        return_url: form.get("return_url").cloned(),
    };
    let Some((charge, ending)) = bank.attempt(NAME, &charge.reference, attempt).await else {
        return Reply::Nothing.on(&line);
    };
    let body = intent(&charge, &bank.page_of(&charge));
    match ending {
        Ending::Nothing => Reply::Nothing.on(&line),
        Ending::ServerError => error(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "api_error"),
        Ending::Plainly => match charge.standing {
            Standing::Failed { .. } => {
                let error = json!({ "type": "card_error", "code": "card_declined", "payment_intent": body });
                says(StatusCode::PAYMENT_REQUIRED, json!({ "error": error }))
            }
            Standing::CalledOff => {
                let error = json!({ "type": "invalid_request_error", "code": "payment_intent_unexpected_state", "payment_intent": body });
                says(StatusCode::BAD_REQUEST, json!({ "error": error }))
            }
            Standing::New | Standing::Waiting | Standing::Processing | Standing::Taken => {
                says(StatusCode::OK, body)
            }
        },
    }
}

async fn cancel(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    let Some(charge) = find(&bank, &id) else {
        return error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing");
    };
    // Once, as Stripe has it.
    if charge.standing == Standing::CalledOff {
        let error = json!({ "type": "invalid_request_error", "code": "payment_intent_unexpected_state", "payment_intent": intent(&charge, "") });
        return says(StatusCode::BAD_REQUEST, json!({ "error": error }));
    }
    // What failed can be canceled too, and keeps why it failed.
    let charge = bank.call_off(NAME, &charge.reference).unwrap_or(charge);
    let page = bank.page_of(&charge);
    match charge.standing {
        Standing::Taken => {
            let error = json!({ "type": "invalid_request_error", "code": "payment_intent_unexpected_state", "payment_intent": intent(&charge, &page) });
            says(StatusCode::BAD_REQUEST, json!({ "error": error }))
        }
        Standing::Failed { .. } => {
            let mut body = intent(&charge, &page);
            if let Some(body) = body.as_object_mut() {
                body.insert("status".to_owned(), json!("canceled"));
            }
            says(StatusCode::OK, body)
        }
        Standing::New | Standing::Waiting | Standing::Processing | Standing::CalledOff => {
            says(StatusCode::OK, intent(&charge, &page))
        }
    }
}

async fn refund(
    State(bank): State<Bank>,
    ConnectInfo(line): ConnectInfo<Line>,
    Form(form): Form<Fields>,
) -> Response {
    let charge = form.get("payment_intent").and_then(|id| find(&bank, id));
    let Some(charge) = charge else {
        return error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing");
    };
    let reference = form.get("metadata[reference]").cloned().unwrap_or_default();
    let amount: i64 = form.get("amount").and_then(|amount| amount.parse().ok()).unwrap_or_default();
    let (refund, ending) = bank.give_back(&charge, &reference, amount);
    match ending {
        Ending::Plainly => says(StatusCode::OK, refund_body(&refund)),
        Ending::Nothing => Reply::Nothing.on(&line),
        Ending::ServerError => error(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "api_error"),
    }
}

async fn retrieve_refund(State(bank): State<Bank>, Path(id): Path<String>) -> Response {
    let number = id.strip_prefix("re_").and_then(|number| number.parse().ok());
    match number.and_then(|number| bank.0.gateways().book().refund_by_number(NAME, number)) {
        Some(refund) => says(StatusCode::OK, refund_body(&refund)),
        None => error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing"),
    }
}

fn intent(charge: &Charge, page: &str) -> Value {
    let (status, failed) = match &charge.standing {
        Standing::New => ("requires_payment_method", None),
        Standing::Waiting => ("requires_action", None),
        Standing::Processing => ("processing", None),
        Standing::Taken => ("succeeded", None),
        Standing::Failed { code } => ("requires_payment_method", Some(code.as_str())),
        Standing::CalledOff => ("canceled", None),
    };
    let last_error = failed.map(|code| match code {
        "gateway_error" => json!({ "type": "api_error", "code": "processing_error" }),
        "cancelled" => json!({ "type": "invalid_request_error", "code": "payment_method_customer_decline" }),
        _ => json!({ "type": "card_error", "code": "card_declined", "decline_code": "generic_decline" }),
    });
    let action = (charge.standing == Standing::Waiting)
        .then(|| json!({ "type": "redirect_to_url", "redirect_to_url": { "url": page, "return_url": charge.return_url } }));
    json!({
        "id": format!("pi_{}", charge.number),
        "object": "payment_intent",
        "amount": charge.amount_paise,
        "amount_received": if charge.standing == Standing::Taken { charge.amount_paise } else { 0 },
        "currency": "inr",
        "status": status,
        "metadata": { "reference": charge.reference },
        "next_action": action,
        "last_payment_error": last_error,
    })
}

fn refund_body(refund: &Refund) -> Value {
    json!({
        "id": format!("re_{}", refund.number),
        "object": "refund",
        "amount": refund.amount_paise,
        "currency": "inr",
        "payment_intent": format!("pi_{}", refund.charge),
        "metadata": { "reference": refund.reference },
        "status": if refund.failure_code.is_none() { "succeeded" } else { "failed" },
        "failure_reason": refund.failure_code,
    })
}

pub(super) fn event(charge: &Charge, event: Event, id: &str) -> Value {
    let kind = match event {
        Event::Waits => "payment_intent.requires_action",
        Event::Taken => "payment_intent.succeeded",
        Event::Failed => "payment_intent.payment_failed",
    };
    json!({ "id": id, "object": "event", "type": kind, "data": { "object": intent(charge, "") } })
}

pub(super) fn refund_event(refund: &Refund, id: &str) -> Value {
    json!({ "id": id, "object": "event", "type": "refund.updated", "data": { "object": refund_body(refund) } })
}
