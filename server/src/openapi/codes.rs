//! The codes of refusals, as the contract has them, each with its status.

use serde_json::{Value, json};

/// Code, status, and when.
pub(super) const ALL: [(&str, u16, &str); 24] = [
    (
        "validation_error",
        400,
        "A field is missing, null or not what it must be; `fields` says which and why.",
    ),
    ("invalid_amount", 400, "Not an amount: zero, negative, more than two decimals, not a number."),
    (
        "insufficient_funds",
        400,
        "There is less than was asked for; with `available_paise` and `requested_paise`.",
    ),
    ("not_eligible", 400, "A rule of the product is broken; `reasons` lists which."),
    ("exceeds_outstanding", 400, "More than is outstanding."),
    ("exceeds_refundable", 400, "More than can still be given back."),
    ("unsupported_currency", 400, "Only INR is taken."),
    ("idempotency_key_required", 400, "A request that moves money needs an Idempotency-Key."),
    ("not_authenticated", 401, "No credentials, or none that stand."),
    ("otp_required", 401, "A code of the second factor is needed."),
    ("not_authorized", 403, "Signed in, but this is not for this role, scope or merchant."),
    ("debt_user", 403, "Something is overdue: it is paid first."),
    ("over_credit_limit", 403, "More than may be owed on plans."),
    ("merchant_disabled", 403, "The merchant is switched off."),
    ("not_found", 404, "It does not exist, or is somebody else's."),
    ("method_not_allowed", 405, "This address does not answer to this method."),
    ("invalid_state", 409, "Not in its present state; with `current` and `requested`."),
    (
        "idempotency_conflict",
        409,
        "The key was used for another request, or its answer is not kept any more.",
    ),
    ("email_taken", 409, "The address is registered already."),
    ("payload_too_large", 413, "The body is larger than 64 kB."),
    ("unsupported_media_type", 415, "The body is not of a kind that is read here."),
    ("rate_limit_exceeded", 429, "Too many requests in this minute; with `retry_after`, seconds."),
    ("internal_error", 500, "A mistake of ours; `request_id` finds it in the log."),
    ("unavailable", 503, "For a moment; `Retry-After` says how long."),
];

/// Of a code that the catalogue names.
pub(super) fn status(code: &str) -> u16 {
    ALL.iter().find(|(known, ..)| *known == code).map_or(400, |(_, status, _)| *status)
}

/// Those that any operation may answer with this status.
const EVERYWHERE: [&str; 14] = [
    "validation_error",
    "invalid_amount",
    "idempotency_key_required",
    "not_authenticated",
    "not_authorized",
    "not_found",
    "method_not_allowed",
    "invalid_state",
    "idempotency_conflict",
    "payload_too_large",
    "unsupported_media_type",
    "rate_limit_exceeded",
    "internal_error",
    "unavailable",
];

pub(super) fn response(status: u16, own: &[&str]) -> Value {
    let lines: Vec<String> = ALL
        .iter()
        .filter(|(code, of, _)| *of == status && (own.contains(code) || EVERYWHERE.contains(code)))
        .map(|(code, _, words)| format!("- `{code}`: {words}"))
        .collect();
    let schema = if status == 429 { "TooManyRequests" } else { "Problem" };
    let mut headers = json!({ "X-Request-ID": { "$ref": "#/components/headers/X-Request-ID" } });
    if let Some(headers) = headers.as_object_mut() {
        let own: &[&str] = match status {
            429 => &["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
            503 => &["Retry-After"],
            401 => &["WWW-Authenticate"],
            _ => &[],
        };
        for name in own {
            headers.insert((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
        }
    }
    json!({
        "description": lines.join("\n"),
        "headers": headers,
        "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
    })
}
