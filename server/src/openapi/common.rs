//! What many operations share.

use super::codes;
use domain::page::{DEFAULT_LIMIT, MOST_LIMIT, MOST_OFFSET};
use serde_json::{Map, Value, json};

pub(super) const ABOUT: &str = "\
Loans, wallets, payments, payouts, instalments and refunds on one double-entry ledger.

**Money.** A field that ends in `_paise` is an integer of paise. Every other amount is rupees: sent as text or as a number with at \
most two decimals, which is read digit for digit, and answered as text with two decimals. The currency is INR.

**Identifiers** are UUIDs, **times** RFC 3339 in UTC, **dates** ISO dates in India, where a due date falls at the end of its day.

**Who you are.** People sign in for a token (`Authorization: Bearer`), merchants' servers have a key (`X-API-KEY`). What is \
somebody else's is answered like what does not exist.

**Idempotency.** A request that moves money carries an `Idempotency-Key`. The same request again is answered with the same bytes and \
`Idempotent-Replayed: true`; the same key with another request is `409 idempotency_conflict`. A stored answer is kept for 24 hours, \
the key for good.

**Refusals** have a code for programs, a sentence for people and the request's id. Checks come in this order: 401, 403, 415 and 413, \
400, 404, 409.

**Lists** are arrays, newest first; the next page is in the header `Link`.

**Limits** are fixed windows of a minute: balance 10, transactions 20, sign-in 10 for an account and for an address, new payments \
600 for a merchant, everything 1000 for a caller. A setting changes each, or switches it off.

**Webhooks** to merchants are signed as Standard Webhooks does it (`webhook-id`, `webhook-timestamp`, `webhook-signature`).

A trailing slash is accepted everywhere.";

pub(super) fn schemas() -> Map<String, Value> {
    let codes: Vec<&str> = codes::ALL.iter().map(|(code, ..)| *code).collect();
    let mut all = Map::new();
    all.insert(
        "Problem".to_owned(),
        json!({
            "type": "object",
            "description": "A refusal. Some have fields of their own beside these.",
            "required": ["error", "message", "request_id"],
            "properties": {
                "error": { "type": "string", "enum": codes },
                "message": { "type": "string", "description": "A sentence for a person." },
                "request_id": { "type": "string" },
                "fields": {
                    "type": "object",
                    "description": "What is wrong with which field.",
                    "additionalProperties": { "type": "string" },
                },
                "reasons": { "type": "array", "items": { "type": "string" } },
                "available_paise": { "type": "integer" },
                "requested_paise": { "type": "integer" },
                "current": { "type": "string" },
                "requested": { "type": "string" },
                "retry_after": { "type": "integer", "description": "Seconds." },
            },
            "examples": [{
                "error": "invalid_amount",
                "message": "Enter an amount above zero.",
                "request_id": "3c1f6c1e-6a3b-4b7e-9d52-8a1f0f3f9d11",
                "fields": { "amount": "Enter an amount above zero." },
            }],
        }),
    );
    all.insert(
        "TooManyRequests".to_owned(),
        json!({
            "type": "object",
            "required": ["error", "message", "retry_after"],
            "additionalProperties": false,
            "properties": {
                "error": { "const": "rate_limit_exceeded" },
                "message": { "const": "Too many requests. Please try again later." },
                "retry_after": { "type": "integer", "minimum": 1, "maximum": 60, "description": "Seconds." },
            },
            "examples": [{ "error": "rate_limit_exceeded", "message": "Too many requests. Please try again later.", "retry_after": 60 }],
        }),
    );
    all
}

pub(super) fn headers() -> Value {
    let text = |words: &str| json!({ "description": words, "schema": { "type": "string" } });
    let whole = |words: &str| json!({ "description": words, "schema": { "type": "integer" } });
    json!({
        "X-Request-ID": text("The caller's id of the request, or a new one. It is in the log and in every job that the request causes."),
        "Link": text("`<…>; rel=\"next\"`: where the next page is, if there is one."),
        "Idempotent-Replayed": text("`true`: the key was used before, and this is the answer that was given then."),
        "Location": text("Where what was made or accepted can be looked at."),
        "Retry-After": whole("Seconds."),
        "X-RateLimit-Limit": whole("Requests in a window."),
        "X-RateLimit-Remaining": whole("What is left of them."),
        "X-RateLimit-Reset": whole("When the window ends, in Unix seconds."),
        "WWW-Authenticate": text("`Bearer`"),
        "Content-Disposition": text("The name of the file."),
    })
}

pub(super) fn parameters() -> Value {
    json!({
        "RequestId": {
            "name": "X-Request-ID", "in": "header", "required": false,
            "description": "An id of your own for this request; anything else than 1 to 128 visible ASCII characters is ignored.",
            "schema": { "type": "string" },
        },
        "MerchantHeader": {
            "name": "X-Merchant-Id", "in": "header", "required": false,
            "description": "For which merchant. Whoever acts for one need not say it; an admin must where something is changed.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "limit": {
            "name": "limit", "in": "query", "required": false,
            "schema": { "type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": DEFAULT_LIMIT },
        },
        "offset": {
            "name": "offset", "in": "query", "required": false,
            "description": "So many are skipped. Better: follow `Link`.",
            "schema": { "type": "integer", "minimum": 0, "maximum": MOST_OFFSET },
        },
        "cursor": {
            "name": "cursor", "in": "query", "required": false,
            "description": "From `Link`; without `offset`.",
            "schema": { "type": "string", "pattern": "^[on]-?[0-9]{1,18}\\.[0-9a-f]{32}$" },
        },
    })
}

pub(super) fn security() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "`access_token` of `POST /auth/login`; 30 minutes." },
        "apiKey": { "type": "apiKey", "in": "header", "name": "X-API-KEY", "description": "A merchant's key, made by `POST /api-keys`." },
    })
}
