//! What stands beside the catalogue, at the root: health, webhooks that others send, streams.

use super::{
    codes,
    operation::{Operation, Shapes, Told},
};
use crate::{graphql::GraphqlQuery, health::Health, inbound::Received};
use axum::http::Method;
use serde_json::{Map, Value, json};

pub(super) const TAG: &str = "System";

struct Beside {
    method: Method,
    path: &'static str,
    summary: &'static str,
    more: &'static str,
    describe: fn(&mut Operation<'_>),
    refusals: &'static [&'static str],
}

const SIGNED: &str = "Signed as Standard Webhooks does it: `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<base64 of \
                      HMAC-SHA256 over \"id.timestamp.body\">`. The same `webhook-id` again is answered `duplicate`.";

fn all() -> [Beside; 8] {
    let health: fn(&mut Operation<'_>) = |it| it.answer::<Health>(200, "All is well.", &[]);
    let received: fn(&mut Operation<'_>) = |it| {
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            it.header(name, true, "", &json!({ "type": "string" }));
        }
        it.answer::<Received>(200, "It is kept, and looked at in the background.", &[]);
    };
    let of_gateway: fn(&mut Operation<'_>) = |it| {
        it.answer::<Received>(200, "It is kept, and looked at in the background.", &[]);
    };
    let get = |path, summary, describe| Beside {
        method: Method::GET,
        path,
        summary,
        more: "",
        describe,
        refusals: &["unavailable"],
    };
    let told = |path, summary, more, describe| Beside {
        method: Method::POST,
        path,
        summary,
        more,
        describe,
        refusals: &["not_authenticated", "validation_error", "payload_too_large"],
    };
    [
        get("/health", "Is it up, and is the database there", health),
        get("/health/ready", "May requests be sent here", health),
        get("/health/live", "Does the process answer", |it| {
            let schema = json!({ "type": "object", "properties": { "status": { "const": "ok" } }, "required": ["status"] });
            it.answer_as(200, "It does.", &[], "application/json", &schema);
        }),
        told("/webhooks/bank-callback", "The bank says what became of a transfer", SIGNED, received),
        told("/webhooks/refund-status", "A merchant says what became of a refund", SIGNED, received),
        Beside {
            // Of a gateway that there is not.
            refusals: &["not_authenticated", "validation_error", "payload_too_large", "not_found"],
            ..told(
                "/webhooks/gateways/{gateway}",
                "A payment gateway says that something happened",
                "Signed as the gateway does it. It is never believed: it makes the product ask that gateway.",
                of_gateway,
            )
        },
        Beside {
            method: Method::GET,
            path: "/events/stream",
            summary: "Hear when something of one's own changed",
            more: "Server-sent events; the same messages over a WebSocket at `/ws`. It tells which object changed, not what \
                   changed in it.",
            describe: |it| {
                it.callers(&[super::Caller::User, super::Caller::Merchant, super::Caller::Admin]);
                let words = "A stream that goes on.";
                it.answer_as(200, words, &[], "text/event-stream", &json!({ "type": "string" }));
            },
            refusals: &["not_authenticated"],
        },
        Beside {
            method: Method::POST,
            path: "/graphql",
            summary: "Read much at once",
            more: "The reads of the API as one graph: what each `GET` answers, and the ways from one object to the next. Its types are in \
                   `docs/schema.graphql`, and can be asked for. Refusals are in `errors`, each with the code of this document in \
                   `extensions.code`. A query may cost at most so much; what it cost is in `extensions.cost`.",
            describe: |it| {
                use super::Caller::{Admin, Key, Merchant, User};
                it.callers(&[User, Merchant, Admin, Key("read")]);
                it.body::<GraphqlQuery>("application/json", true);
                let schema = json!({ "type": "object", "properties": {
                    "data": { "type": ["object", "null"] },
                    "errors": { "type": "array", "items": { "type": "object", "required": ["message"] } },
                    "extensions": { "type": "object" },
                } });
                it.answer_as(200, "Data, errors, or both.", &[], "application/json", &schema);
            },
            refusals: &["not_authenticated", "validation_error"],
        },
    ]
}

pub(super) fn add(shapes: &mut Shapes, paths: &mut Map<String, Value>) {
    for beside in all() {
        let mut operation = Operation::new(shapes, beside.method.clone());
        (beside.describe)(&mut operation);
        let told = Told {
            id: super::id(&beside.method, beside.path),
            tag: TAG,
            summary: beside.summary,
            more: beside.more,
            refusals: beside.refusals,
        };
        let finished = operation.finish(beside.path, &told);
        super::add(paths, beside.path, &beside.method, finished);
        if let Some(item) = paths.get_mut(beside.path).and_then(Value::as_object_mut) {
            item.insert("servers".to_owned(), json!([{ "url": "/" }]));
        }
    }
    debug_assert!(codes::ALL.iter().all(|(_, status, _)| (400..600).contains(status)));
}
