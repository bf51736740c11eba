//! Razorpay's answers, read strictly.

use super::codes;
use crate::gateways::http::{ABOUT_ANOTHER, Told, clean, open, open_refund, reference, text};
use domain::gateway::{AboutCharge, Charged, Notice, RefundOrder, Refunded, Refusal, Subject};
use serde_json::Value;

/// An order of ours.
pub(super) struct Mine {
    pub(super) id: String,
    /// We have written on it that nothing of it may be captured any more.
    pub(super) is_called_off: bool,
}

/// The oldest order under this reference; `None` where there is none. A list that has anything else was not searched for
/// it, and says nothing.
pub(super) fn order(items: &[Value], about: &AboutCharge) -> Result<Option<Mine>, &'static str> {
    let receipt = about.reference.to_string();
    if !items.iter().all(|order| is_order(order, about, &receipt)) {
        return Err(ABOUT_ANOTHER);
    }
    let age = |order: &&Value| order.get("created_at").and_then(Value::as_i64).unwrap_or(i64::MAX);
    let Some(oldest) = items.iter().min_by_key(age) else { return Ok(None) };
    mine(oldest).map(Some).ok_or("The gateway does not name its order.")
}

pub(super) fn mine(order: &Value) -> Option<Mine> {
    let mark = order.get("notes").and_then(|notes| notes.get(CALLED_OFF_NOTE));
    Some(Mine { id: reference(order, "id")?, is_called_off: mark.is_some() })
}

/// The same order as it was asked for.
pub(super) fn is_same(order: &Value, id: &str, about: &AboutCharge) -> bool {
    is_order(order, about, &about.reference.to_string()) && text(order, "id") == Some(id)
}

fn is_order(order: &Value, about: &AboutCharge, receipt: &str) -> bool {
    text(order, "entity") == Some("order")
        && text(order, "receipt") == Some(receipt)
        && is_amount(order, about)
}

fn is_amount(body: &Value, about: &AboutCharge) -> bool {
    body.get("amount").and_then(Value::as_i64) == Some(about.amount.get().get())
        && text(body, "currency") == Some("INR")
}

/// Written on an order that was called off: Razorpay has no other way to close one.
pub(super) const CALLED_OFF_NOTE: &str = "called_off";

/// What the payments of an order come to.
#[derive(Debug)]
pub(super) enum Order {
    /// Nobody has tried to pay it.
    Untouched,
    /// Taken from the customer's account in our name, and ours once we say so.
    Authorized {
        payment: String,
    },
    /// The customer is at it.
    Open {
        payment: String,
    },
    Says(Charged),
}

/// Of all tries to pay an order the best one counts: one that was captured is ours, whatever else failed. What Razorpay gave
/// back by itself, because nobody captured it, was never taken.
pub(super) fn payments(items: &[Value], order: &str, about: &AboutCharge) -> Told<Order> {
    let (mut taken, mut authorized, mut open_one, mut failed) = (None, None, None, None);
    for payment in items {
        let ours = text(payment, "entity") == Some("payment")
            && text(payment, "order_id") == Some(order)
            && is_amount(payment, about);
        let Some(id) = reference(payment, "id").filter(|_| ours) else {
            return (Order::Says(open(ABOUT_ANOTHER)), false);
        };
        match (text(payment, "status"), payment.get("captured").and_then(Value::as_bool)) {
            (Some("captured"), _) => taken = Some(id),
            // By us, after it was captured.
            (Some("refunded"), Some(true)) => taken = taken.or(Some(id)),
            (Some("authorized"), _) => authorized = Some(id),
            (Some("created"), _) => open_one = Some(id),
            (Some("failed" | "refunded"), _) => failed = failed.or(Some(payment)),
            _ => return (Order::Says(open("The gateway's answer could not be read.")), false),
        }
    }
    match (taken, authorized, open_one, failed) {
        (Some(gateway_reference), ..) => (Order::Says(Charged::Taken { gateway_reference }), true),
        (None, Some(payment), ..) => (Order::Authorized { payment }, true),
        (None, None, Some(payment), _) => (Order::Open { payment }, true),
        (None, None, None, Some(payment)) => {
            let (code, reason) = (text(payment, "error_code"), text(payment, "error_reason"));
            let row = codes::of(code, reason);
            let code = clean(reason.or(code).unwrap_or("declined"));
            let said = match row.refusal() {
                Some(refusal) => Charged::Refused(Refusal { code, ..refusal }),
                None => open(row.sentence),
            };
            (Order::Says(said), !row.is_failure)
        }
        (None, None, None, None) => (Order::Untouched, true),
    }
}

/// Ours among the refunds of a payment, if it is there.
pub(super) fn refund_among(items: &[Value], order: &RefundOrder) -> Option<Told<Refunded>> {
    let receipt = order.reference.to_string();
    items.iter().find(|refund| text(refund, "receipt") == Some(&receipt)).map(|ours| refund(ours, order))
}

pub(super) fn refund(body: &Value, order: &RefundOrder) -> Told<Refunded> {
    let ours = text(body, "entity") == Some("refund")
        && text(body, "receipt") == Some(order.reference.to_string().as_str())
        && text(body, "payment_id") == Some(order.charge_reference.as_str())
        && body.get("amount").and_then(Value::as_i64) == Some(order.amount.get().get());
    let Some(id) = reference(body, "id").filter(|_| ours) else {
        return (open_refund(ABOUT_ANOTHER), false);
    };
    match text(body, "status") {
        Some("processed") => (Refunded::Done { gateway_reference: id }, true),
        Some("failed") => {
            let row = codes::of(None, Some("refund_failed"));
            let reason = row.sentence.to_owned();
            (Refunded::Refused(Refusal { code: row.code.to_owned(), reason, elsewhere: false }), true)
        }
        _ => {
            let why = "The gateway is still giving it back.".to_owned();
            (Refunded::Unknown { gateway_reference: Some(id), why }, true)
        }
    }
}

pub(super) fn notice(body: &[u8]) -> Result<Notice, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "It is not JSON.")?;
    let kind = text(&body, "event").ok_or("It does not say what happened.")?.to_owned();
    let entity = |name: &str| body.get("payload")?.get(name)?.get("entity");
    let about = match kind.split('.').next() {
        Some("payment" | "order") => {
            let payment = entity("payment");
            let noted = payment.and_then(|payment| text(payment.get("notes")?, "reference"));
            let receipt = entity("order").and_then(|order| text(order, "receipt"));
            Subject::Charge {
                reference: noted.or(receipt).and_then(|id| id.parse().ok()),
                gateway_reference: payment.and_then(|payment| reference(payment, "id")),
            }
        }
        Some("refund") => {
            let refund = entity("refund");
            Subject::Refund {
                reference: refund.and_then(|refund| text(refund, "receipt")).and_then(|id| id.parse().ok()),
                gateway_reference: refund.and_then(|refund| reference(refund, "id")),
            }
        }
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
            amount: domain::money::PositivePaise::parse_paise("50000").unwrap(),
            gateway_reference: None,
        }
    }

    /// In the shape of razorpay.com/docs/api/payments/entity.
    fn payment(status: &str, change: Value) -> Value {
        let mut body = json!({
            "id": "pay_DG4ZdRK8ZnXC3k", "entity": "payment", "amount": 50_000, "currency": "INR", "status": status,
            "order_id": "order_1", "method": "upi", "error_code": null, "error_reason": null,
        });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    }

    fn said(items: &[Value]) -> &'static str {
        match payments(items, "order_1", &about()).0 {
            Order::Untouched => "untouched",
            Order::Authorized { .. } => "authorized",
            Order::Open { .. } => "open",
            Order::Says(Charged::Taken { .. }) => "taken",
            Order::Says(Charged::Refused(refusal)) if refusal.elsewhere => "elsewhere",
            Order::Says(Charged::Refused(_)) => "refused",
            Order::Says(_) => "unknown",
        }
    }

    #[test]
    fn the_best_of_an_orders_payments_counts() {
        let none = json!({});
        let failed = |code: &str, reason: &str| {
            payment("failed", json!({ "error_code": code, "error_reason": reason }))
        };
        let of = |status: &str| payment(status, none.clone());
        for (items, expected) in [
            (vec![], "untouched"),
            (vec![of("created")], "open"),
            (vec![of("failed"), of("authorized")], "authorized"),
            (vec![of("failed"), of("captured")], "taken"),
            (vec![payment("refunded", json!({ "captured": true }))], "taken"),
            // Nobody captured it, and Razorpay gave it back by itself.
            (vec![payment("refunded", json!({ "captured": false }))], "refused"),
            (vec![payment("refunded", json!({ "captured": false })), of("captured")], "taken"),
            (vec![failed("BAD_REQUEST_ERROR", "payment_cancelled")], "refused"),
            (vec![failed("GATEWAY_ERROR", "gateway_technical_error")], "elsewhere"),
            (vec![failed("GATEWAY_ERROR", "something new")], "elsewhere"),
            (vec![failed("new", "something new")], "refused"),
            (vec![payment("captured", json!({ "amount": 1 }))], "unknown"),
            (vec![payment("captured", json!({ "currency": "USD" }))], "unknown"),
            (vec![payment("captured", json!({ "order_id": "order_2" }))], "unknown"),
            (vec![of("what")], "unknown"),
        ] {
            assert_eq!(said(&items), expected, "{items:?}");
        }
    }

    #[test]
    fn an_order_is_found_by_its_receipt_the_oldest_first() {
        let order_of = |id: &str, receipt: &str, amount: i64, at: i64| json!({ "id": id, "entity": "order", "receipt": receipt, "amount": amount, "currency": "INR", "created_at": at });
        let found = |items: &[Value]| order(items, &about()).map(|found| found.map(|mine| mine.id));
        let two = [order_of("o3", OURS, 50_000, 3), order_of("o1", OURS, 50_000, 1)];
        assert_eq!(found(&two), Ok(Some("o1".to_owned())));
        assert_eq!(found(&[]), Ok(None));
        // Who lists others was not asked for this one: that it is not among them says nothing.
        for other in [order_of("o0", "other", 50_000, 0), order_of("o9", OURS, 1, 0)] {
            assert_eq!(found(std::slice::from_ref(&other)), Err(ABOUT_ANOTHER));
            assert_eq!(found(&[two.as_slice(), &[other]].concat()), Err(ABOUT_ANOTHER));
        }
    }

    #[test]
    fn the_mark_of_what_was_called_off_is_seen() {
        let with = |notes: Value| mine(&json!({ "id": "o1", "notes": notes })).map(|mine| mine.is_called_off);
        assert_eq!(with(json!({ "called_off": "1" })), Some(true));
        // Razorpay writes an empty list where there are none.
        assert_eq!((with(json!([])), with(json!({ "reference": OURS }))), (Some(false), Some(false)));
    }

    #[test]
    fn a_notice_says_only_what_it_is_about() {
        let of = |event: &str, payload: Value| {
            notice(json!({ "event": event, "payload": payload }).to_string().as_bytes()).unwrap().about
        };
        let captured = of(
            "payment.captured",
            json!({ "payment": { "entity": { "id": "pay_1", "notes": { "reference": OURS } } } }),
        );
        assert_eq!(
            captured,
            Subject::Charge {
                reference: Some(OURS.parse().unwrap()),
                gateway_reference: Some("pay_1".to_owned())
            }
        );
        let refunded =
            of("refund.processed", json!({ "refund": { "entity": { "id": "rfnd_1", "receipt": OURS } } }));
        assert_eq!(
            refunded,
            Subject::Refund {
                reference: Some(OURS.parse().unwrap()),
                gateway_reference: Some("rfnd_1".to_owned())
            }
        );
        assert_eq!(of("settlement.processed", json!({})), Subject::Other);
    }
}
