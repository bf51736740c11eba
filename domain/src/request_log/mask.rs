//! What of a body may be kept and shown. A field is masked unless it is listed here: one that is new is masked until
//! somebody has thought about it.

use serde_json::{Map, Value};

const MASK: &str = "•••";
const TEXT_CHARACTERS_MAX: usize = 200;
const DEPTH_MAX: usize = 8;
/// Of one list; what follows is counted.
const ITEMS_MAX: usize = 20;

/// Amounts, states, times and ids of our own, and our own sentences: nothing of a person.
#[rustfmt::skip] // a list
const PLAIN: [&str; 53] = [
    "account_number_masked", "amount", "amount_paise", "at", "attempts", "available_paise",
    "balance_after_paise", "bank_account_id", "cancelled_at", "code", "completed_at", "created_at",
    "currency", "current", "ended_at", "enquiries", "entry_type", "error",
    "expires_at", "failure_code", "fee", "gateway", "held_paise", "id",
    "is_active", "last_contact", "limit", "merchant_id", "message", "method",
    "number", "offset", "owed_paise", "payment_id", "payout_id", "reference_id",
    "refund_id", "refundable_amount", "refundable_paise", "refunded_amount", "refunds", "request_id",
    "requested", "requested_paise", "resets_at", "retry_after", "scopes", "sends",
    "started_at", "status", "total_paise", "updated_at", "words",
];
/// What is in them is the merchant's own, and may be anything.
const OPAQUE: [&str; 1] = ["metadata"];
/// In it names of fields lead to sentences of ours.
const SENTENCES: &str = "fields";

/// The body as it may be kept; `None`: it is empty, or no JSON.
pub fn masked(body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    Some(value(&serde_json::from_slice(body).ok()?, false, 0))
}

fn value(of: &Value, is_plain: bool, depth: usize) -> Value {
    match of {
        Value::Null | Value::Bool(_) => of.clone(),
        Value::Object(_) | Value::Array(_) if depth >= DEPTH_MAX => MASK.into(),
        Value::Object(fields) => Value::Object(object(fields, depth)),
        Value::Array(items) => {
            let mut kept: Vec<Value> = items
                .iter()
                .take(ITEMS_MAX)
                .map(|item| value(item, is_plain, depth.saturating_add(1)))
                .collect();
            let more = items.len().saturating_sub(ITEMS_MAX);
            if more > 0 {
                kept.push(format!("and {more} more").into());
            }
            Value::Array(kept)
        }
        Value::String(text) if is_plain => short(text).into(),
        Value::Number(_) if is_plain => of.clone(),
        Value::String(_) | Value::Number(_) => MASK.into(),
    }
}

fn object(fields: &Map<String, Value>, depth: usize) -> Map<String, Value> {
    let one = |(name, of): (&String, &Value)| {
        let name = short(name);
        let kept = match name.as_str() {
            opaque if OPAQUE.contains(&opaque) => MASK.into(),
            SENTENCES => sentences(of),
            plain => value(of, PLAIN.contains(&plain), depth.saturating_add(1)),
        };
        (name, kept)
    };
    fields.iter().map(one).collect()
}

fn sentences(of: &Value) -> Value {
    let Value::Object(fields) = of else { return MASK.into() };
    let one = |(name, sentence): (&String, &Value)| (short(name), value(sentence, true, DEPTH_MAX));
    Value::Object(fields.iter().map(one).collect())
}

/// PostgreSQL keeps no NUL in text.
fn short(text: &str) -> String {
    text.chars().filter(|character| *character != '\0').take(TEXT_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(body: &Value) -> Value {
        masked(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn what_is_not_known_to_be_harmless_is_not_kept() {
        let body = json!({
            "amount": "1499.00", "currency": "INR", "status": "CREATED", "is_active": true,
            "description": "For Asha", "reason": "Asha sent it back", "return_url": "https://shop.example.com/?token=1",
            "customer": { "name": "Asha Rao", "email": "asha@example.com", "phone": 9_876_543_210_i64, "id": "mine" },
            "metadata": { "amount": 7, "order": "Asha's" },
            "account_number": "123456789012", "account_number_masked": "******9012", "holder": { "pan": "ABCDE1234F" },
            "something_new": "x", "refunds": [{ "amount": "5.00", "reason": "Asha" }],
        });
        let kept = of(&body);
        assert_eq!(
            kept,
            json!({
                "amount": "1499.00", "currency": "INR", "status": "CREATED", "is_active": true,
                "description": MASK, "reason": MASK, "return_url": MASK,
                "customer": { "name": MASK, "email": MASK, "phone": MASK, "id": "mine" },
                "metadata": MASK,
                "account_number": MASK, "account_number_masked": "******9012", "holder": { "pan": MASK },
                "something_new": MASK, "refunds": [{ "amount": "5.00", "reason": MASK }],
            })
        );
    }

    #[test]
    fn our_own_sentences_stay() {
        let refused = json!({ "error": "validation_error", "message": "This is needed.", "fields": { "amount": "This is needed." } });
        assert_eq!(of(&refused), refused);
        // In a request it is somebody else's word, and still only as long as a sentence.
        assert_eq!(
            of(&json!({ "fields": { "name": { "deep": "x" } } })),
            json!({ "fields": { "name": MASK } })
        );
    }

    #[test]
    fn what_is_large_or_deep_is_cut() {
        let long = of(&json!({ "message": "x".repeat(5_000) }));
        assert_eq!(long["message"].as_str().unwrap().len(), TEXT_CHARACTERS_MAX);
        let many = of(&json!({ "scopes": vec!["read"; 100] }));
        assert_eq!(many["scopes"].as_array().unwrap().len(), ITEMS_MAX + 1);
        assert_eq!(many["scopes"][ITEMS_MAX], "and 80 more");
        let mut deep = json!({ "id": "x" });
        for _ in 0..50 {
            deep = json!({ "a": deep });
        }
        assert!(of(&deep).to_string().len() < 200);
        assert_eq!((masked(b""), masked(b"not json")), (None, None));
        assert_eq!(of(&json!({ "id": "a\0b" })), json!({ "id": "ab" }));
    }
}
