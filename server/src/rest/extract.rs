//! What a handler takes from a request besides who is asking (`asker`) and what was sent (`sent`). The order of a handler's
//! arguments is the contract's order of checks: who (401, 403), then the body (415, 413, 400).

use super::problem::Problem;
use crate::openapi::{Input, Operation};
use app::door::Visitor;
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{header, request::Parts},
};
use domain::{
    explain::Explanation,
    identity::pg::{Caller, CallerKind},
    work::{IdempotencyKey, Meta},
};
use schemars::JsonSchema;
use serde_json::json;
use std::str::FromStr;

pub(super) use super::{
    asker::{As, AsMerchant, AsParty, Party},
    sent::{MayBeSent, Sent, SentEither},
};

/// `Idempotency-Key`, or the name that one of the source systems gave it. It is judged by the handler, so that a refusal
/// of the body's kind or size comes first.
pub(super) struct Key<const NEEDED: bool>(Option<String>);

/// Of a request that moves money.
pub(super) type NeededKey = Key<true>;
/// Where it may be left out, or come in the body.
pub(super) type MaybeKey = Key<false>;

impl<const NEEDED: bool, S: Sync> FromRequestParts<S> for Key<NEEDED> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = parts.headers.get("idempotency-key").or_else(|| parts.headers.get("x-idempotency-key"));
        // Bytes that are no text are no key: the empty one is refused in the key's own words.
        Ok(Key(key.map(|key| key.to_str().unwrap_or_default().to_owned())))
    }
}

impl MaybeKey {
    /// Where the body may bring it as well.
    pub(super) fn given(&self) -> Result<Option<&str>, Explanation> {
        self.0.as_deref().map(|key| IdempotencyKey::parse(key).map(|_| key)).transpose()
    }

    /// Where one may be left out.
    pub(super) fn maybe(&self) -> Result<Option<IdempotencyKey>, Explanation> {
        self.0.as_deref().map(IdempotencyKey::parse).transpose()
    }
}

impl NeededKey {
    pub(super) fn needed(&self) -> Result<IdempotencyKey, Explanation> {
        self.0.as_deref().map_or_else(|| Err(IdempotencyKey::required()), IdempotencyKey::parse)
    }
}

/// What a command is told of the request that gave it.
pub(super) struct By(pub(super) Meta);

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(By(Meta { request_id: crate::gate::request_id::of(&parts.extensions) }))
    }
}

/// The program that signs in, as its owner sees it in the list of sign-ins.
pub(super) struct Program(pub(super) Caller);

impl<S: Sync> FromRequestParts<S> for Program {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Visitor>().cloned().unwrap_or_default();
        let agent =
            parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Program(Caller::new(CallerKind::Program, agent, visitor.address, visitor.request_id)))
    }
}

/// An id in the path. A malformed one belongs to nothing, so it is answered like one that does not exist.
pub(super) struct Id<T>(pub(super) T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        text.parse().map(Id).map_err(|_| Problem::not_found())
    }
}

// What each of these says to the OpenAPI document.

impl<S> Input for State<S> {
    fn describe(_: &mut Operation<'_>) {}
}

impl Input for By {
    fn describe(_: &mut Operation<'_>) {}
}

impl Input for Program {
    fn describe(_: &mut Operation<'_>) {}
}

impl<const NEEDED: bool> Input for Key<NEEDED> {
    fn describe(operation: &mut Operation<'_>) {
        let words = "The same request again with the same key is done once and answered the same. \
                     `X-Idempotency-Key` is the same header.";
        let schema = json!({ "type": "string", "pattern": "^[!-~]{1,255}$", "examples": ["order-1"] });
        operation.header("Idempotency-Key", NEEDED, words, &schema);
        operation.refuses(409);
    }
}

impl<T: JsonSchema> Input for Id<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.id::<T>();
    }
}
