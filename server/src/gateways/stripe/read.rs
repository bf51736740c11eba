//! Stripe's answers, read strictly.

use super::codes;
use crate::gateways::http::{
    ABOUT_ANOTHER, Heard, Told, by_status, clean, open_refund, page, reference, text,
};
use domain::gateway::{AboutCharge, Charged, Notice, RefundOrder, Refunded, Refusal, Subject, codes::Row};
use serde_json::Value;

/// What became of the question for a PaymentIntent.
#[derive(Debug)]
pub(super) enum Intent {
    There {
        /// As Stripe calls it.
        id: String,
        standing: Standing,
    },
    /// The request was refused before there was one.
    NotMade(Refusal),
    /// It may be there; why nothing more is known.
    Unclear(String),
}

#[derive(Debug)]
pub(super) enum Standing {
    /// Nobody has tried to pay it.
    Untouched,
    Taken,
    /// For the customer, at this address.
    Waits(String),
    /// It may be paid in another way as long as it is not canceled.
    Declined(Refusal),
    /// For good.
    Canceled(Refusal),
    Working(&'static str),
}

pub(super) fn intent(heard: &Heard, about: &AboutCharge) -> Told<Intent> {
    let error = heard.body.get("error");
    // What was refused carries the intent as it is then.
    let body = match error.and_then(|error| error.get("payment_intent")) {
        Some(intent) if matches!(heard.status, 400..=404) => intent,
        _ if (200..300).contains(&heard.status) => &heard.body,
        _ => return not_made(heard.status, error),
    };
    let amount = body.get("amount").and_then(Value::as_i64);
    let ours = body.get("metadata").and_then(|metadata| text(metadata, "reference"));
    let is_ours = text(body, "object") == Some("payment_intent")
        && ours == Some(about.reference.to_string().as_str())
        && amount == Some(about.amount.get().get())
        && text(body, "currency") == Some("inr");
    let Some(id) = reference(body, "id").filter(|_| is_ours) else {
        return (Intent::Unclear(ABOUT_ANOTHER.to_owned()), false);
    };
    match standing(body) {
        Some((standing, well)) => (Intent::There { id, standing }, well),
        None => (Intent::Unclear("The gateway's answer could not be read.".to_owned()), false),
    }
}

fn standing(body: &Value) -> Option<(Standing, bool)> {
    let last = body.get("last_payment_error").filter(|error| error.is_object());
    let why = || {
        let row = last.map_or(codes::CANCELED, row_of);
        let code = last.map_or_else(|| row.code.to_owned(), |error| clean(code_of(error)));
        (row.refusal().map(|refusal| Refusal { code, ..refusal }), !row.is_failure)
    };
    Some(match text(body, "status")? {
        "succeeded" if body.get("amount_received") == body.get("amount") => (Standing::Taken, true),
        "requires_action" => match body.get("next_action").and_then(where_it_waits) {
            Some(url) => (Standing::Waits(url.to_owned()), true),
            None => (Standing::Working("The gateway waits for the customer, and does not say where."), true),
        },
        "processing" | "requires_capture" => (Standing::Working("The gateway is still working on it."), true),
        "canceled" => {
            let (refusal, well) = why();
            (Standing::Canceled(refusal?), well)
        }
        "requires_payment_method" if last.is_some() => {
            let (refusal, well) = why();
            (Standing::Declined(refusal?), well)
        }
        "requires_payment_method" | "requires_confirmation" => (Standing::Untouched, true),
        _ => return None,
    })
}

/// A page of the bank's, or for UPI one with the code.
fn where_it_waits(action: &Value) -> Option<&str> {
    let of = |kind: &str, name: &str| page(action.get(kind).and_then(|inside| text(inside, name)));
    of("redirect_to_url", "url")
        .or_else(|| of("upi_handle_redirect_or_display_qr_code", "hosted_instructions_url"))
}

/// As the port has it. What nobody has begun with is not known.
pub(super) fn charged((intent, well): Told<Intent>) -> Told<Charged> {
    let said = match intent {
        Intent::Unclear(why) => Charged::Unknown { gateway_reference: None, why },
        Intent::NotMade(refusal) => Charged::Refused(refusal),
        Intent::There { id, standing } => match standing {
            Standing::Taken => Charged::Taken { gateway_reference: id },
            Standing::Waits(customer_url) => Charged::Waits { gateway_reference: id, customer_url },
            Standing::Declined(refusal) | Standing::Canceled(refusal) => Charged::Refused(refusal),
            Standing::Untouched => {
                let why = "The gateway has not begun with it.".to_owned();
                Charged::Unknown { gateway_reference: Some(id), why }
            }
            Standing::Working(why) => Charged::Unknown { gateway_reference: Some(id), why: why.to_owned() },
        },
    };
    (said, well)
}

/// The bank's own reason is finer than the gateway's.
fn code_of(error: &Value) -> &str {
    text(error, "decline_code").or_else(|| text(error, "code")).unwrap_or("declined")
}

fn row_of(error: &Value) -> Row {
    codes::of(code_of(error))
}

/// Only Stripe's own word about what was asked for is a no. A key that it does not accept says nothing of what was sent
/// with it before, and neither does an `idempotency_error`.
fn not_made(status: u16, error: Option<&Value>) -> Told<Intent> {
    let plain =
        error.filter(|error| matches!(text(error, "type"), Some("invalid_request_error" | "card_error")));
    match (status, plain) {
        (400 | 402, Some(error)) => {
            let row = codes::listed(code_of(error)).unwrap_or(codes::NOT_ACCEPTED);
            let code = text(error, "code").map_or_else(|| row.code.to_owned(), clean);
            let reason = row.sentence.to_owned();
            (Intent::NotMade(Refusal { code, reason, elsewhere: true }), !row.is_failure)
        }
        _ => {
            let (why, well) = by_status(status);
            (Intent::Unclear(why.to_owned()), well)
        }
    }
}

pub(super) fn refund(heard: &Heard, order: &RefundOrder) -> Told<Refunded> {
    let body = &heard.body;
    if !(200..300).contains(&heard.status) {
        let error = body.get("error").filter(|error| text(error, "type") == Some("invalid_request_error"));
        let Some(error) = error.filter(|_| matches!(heard.status, 400 | 402)) else {
            let (why, well) = by_status(heard.status);
            return (open_refund(why), well);
        };
        let row = codes::of(code_of(error));
        let reason = "The gateway does not give this back.".to_owned();
        let reason = if row.code == "declined" { reason } else { row.sentence.to_owned() };
        return (Refunded::Refused(Refusal { code: clean(code_of(error)), reason, elsewhere: false }), true);
    }
    let ours = body.get("metadata").and_then(|metadata| text(metadata, "reference"));
    let is_ours = text(body, "object") == Some("refund")
        && ours == Some(order.reference.to_string().as_str())
        && body.get("amount").and_then(Value::as_i64) == Some(order.amount.get().get());
    let Some(id) = reference(body, "id").filter(|_| is_ours) else {
        return (open_refund(ABOUT_ANOTHER), false);
    };
    match text(body, "status") {
        Some("succeeded") => (Refunded::Done { gateway_reference: id }, true),
        Some("failed" | "canceled") => {
            let code = clean(text(body, "failure_reason").unwrap_or("refund_failed"));
            let reason = "The gateway could not give it back.".to_owned();
            (Refunded::Refused(Refusal { code, reason, elsewhere: false }), true)
        }
        _ => {
            let why = "The gateway is still giving it back.".to_owned();
            (Refunded::Unknown { gateway_reference: Some(id), why }, true)
        }
    }
}

pub(super) fn notice(body: &[u8]) -> Result<Notice, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "It is not JSON.")?;
    let kind = text(&body, "type").ok_or("It does not say what happened.")?.to_owned();
    let object = body.get("data").and_then(|data| data.get("object")).unwrap_or(&Value::Null);
    let ours = object.get("metadata").and_then(|metadata| text(metadata, "reference"));
    let about = match text(object, "object") {
        Some("payment_intent") => Subject::Charge {
            reference: ours.and_then(|id| id.parse().ok()),
            gateway_reference: reference(object, "id"),
        },
        Some("charge") => {
            Subject::Charge { reference: None, gateway_reference: reference(object, "payment_intent") }
        }
        Some("refund") => Subject::Refund {
            reference: ours.and_then(|id| id.parse().ok()),
            gateway_reference: reference(object, "id"),
        },
        _ => Subject::Other,
    };
    Ok(Notice { about, kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const OURS: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn about() -> AboutCharge {
        AboutCharge {
            reference: OURS.parse().unwrap(),
            amount: domain::money::PositivePaise::parse_paise("100000").unwrap(),
            gateway_reference: None,
        }
    }

    /// In the shape of docs.stripe.com/api/payment_intents/object.
    fn body(change: Value) -> Value {
        let mut body = json!({
            "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "amount": 100_000, "amount_received": 100_000,
            "currency": "inr", "status": "succeeded", "metadata": { "reference": OURS }, "next_action": null, "last_payment_error": null,
        });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    }

    fn said(status: u16, body: Value) -> &'static str {
        match intent(&Heard { status, body }, &about()).0 {
            Intent::NotMade(_) => "not made",
            Intent::Unclear(_) => "unknown",
            Intent::There { standing, .. } => match standing {
                Standing::Untouched => "untouched",
                Standing::Taken => "taken",
                Standing::Waits(_) => "waits",
                Standing::Declined(refusal) if refusal.elsewhere => "elsewhere",
                Standing::Declined(_) => "refused",
                Standing::Canceled(_) => "canceled",
                Standing::Working(_) => "unknown",
            },
        }
    }

    #[test]
    fn an_intent_is_read_as_it_stands() {
        let redirect =
            json!({ "type": "redirect_to_url", "redirect_to_url": { "url": "https://hooks.stripe.com/x" } });
        let failed = |code: &str, decline: Value| json!({ "status": "requires_payment_method", "last_payment_error": { "code": code, "decline_code": decline } });
        for (change, expected) in [
            (json!({}), "taken"),
            (json!({ "amount_received": 1 }), "unknown"),
            (json!({ "amount": 1, "amount_received": 1 }), "unknown"),
            (json!({ "currency": "usd" }), "unknown"),
            (json!({ "metadata": {} }), "unknown"),
            (json!({ "object": "charge" }), "unknown"),
            (json!({ "status": "requires_action", "next_action": redirect }), "waits"),
            (json!({ "status": "requires_action" }), "unknown"),
            (json!({ "status": "processing" }), "unknown"),
            (json!({ "status": "canceled" }), "canceled"),
            (json!({ "status": "requires_payment_method" }), "untouched"),
            (json!({ "status": "requires_confirmation" }), "untouched"),
            (failed("card_declined", json!("insufficient_funds")), "refused"),
            (failed("processing_error", Value::Null), "elsewhere"),
            (failed("card_declined", json!("issuer_not_available")), "elsewhere"),
            (failed("something_new", Value::Null), "refused"),
        ] {
            assert_eq!(said(200, body(change.clone())), expected, "{change}");
        }
    }

    #[test]
    fn an_error_is_a_no_only_in_its_own_words() {
        let error = |kind: Value| json!({ "error": { "type": kind, "code": "amount_too_small" } });
        assert_eq!(said(400, error(json!("invalid_request_error"))), "not made");
        // Our key is not accepted: what was sent with it before may have been.
        assert_eq!(said(401, error(json!("invalid_request_error"))), "unknown");
        assert_eq!(said(400, error(json!("idempotency_error"))), "unknown");
        assert_eq!(said(400, error(Value::Null)), "unknown");
        assert_eq!(said(404, json!("Not Found")), "unknown");
        for status in [409, 429, 500, 502, 503] {
            assert_eq!(said(status, error(json!("api_error"))), "unknown", "{status}");
        }
        let declined = body(
            json!({ "status": "requires_payment_method", "last_payment_error": { "code": "card_declined" } }),
        );
        assert_eq!(
            said(402, json!({ "error": { "type": "card_error", "payment_intent": declined } })),
            "refused"
        );
    }

    #[test]
    fn a_refund_that_is_under_way_is_not_done() {
        let order = RefundOrder {
            reference: OURS.parse().unwrap(),
            amount: domain::money::PositivePaise::parse_paise("100").unwrap(),
            charge: OURS.parse().unwrap(),
            charge_reference: "pi_1".to_owned(),
            gateway_reference: None,
        };
        let with = |status: &str, amount: i64| json!({ "id": "re_1", "object": "refund", "amount": amount, "status": status, "metadata": { "reference": OURS } });
        let said = |status, body| match refund(&Heard { status, body }, &order).0 {
            Refunded::Done { .. } => "done",
            Refunded::Refused(_) => "refused",
            Refunded::Unknown { .. } => "unknown",
        };
        assert_eq!(said(200, with("succeeded", 100)), "done");
        assert_eq!(said(200, with("succeeded", 101)), "unknown");
        assert_eq!(said(200, with("pending", 100)), "unknown");
        assert_eq!(said(200, with("failed", 100)), "refused");
        let already =
            json!({ "error": { "type": "invalid_request_error", "code": "charge_already_refunded" } });
        assert_eq!(said(400, already.clone()), "refused");
        assert_eq!(said(500, already), "unknown");
    }

    #[test]
    fn a_notice_says_only_what_it_is_about() {
        let of = |object: Value| {
            notice(json!({ "id": "evt_1", "type": "x", "data": { "object": object } }).to_string().as_bytes())
                .unwrap()
                .about
        };
        let intent =
            of(json!({ "object": "payment_intent", "id": "pi_1", "metadata": { "reference": OURS } }));
        assert_eq!(
            intent,
            Subject::Charge {
                reference: Some(OURS.parse().unwrap()),
                gateway_reference: Some("pi_1".to_owned())
            }
        );
        let charge = of(json!({ "object": "charge", "id": "ch_1", "payment_intent": "pi_1" }));
        assert_eq!(charge, Subject::Charge { reference: None, gateway_reference: Some("pi_1".to_owned()) });
        assert_eq!(of(json!({ "object": "payout" })), Subject::Other);
        assert!(notice(b"what").is_err() && notice(b"{}").is_err());
    }
}
