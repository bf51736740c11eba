//! Who is asking and what was sent. The order of a handler's arguments is the contract's order of checks:
//! who (401, 403), then the body (415, 413, 400).

use super::{
    page::{Asked, NoFilters},
    problem::Problem,
};
use crate::{
    gate::body_size::{BODY_BYTES_MAX, announced},
    openapi::{Caller as May, Input, Operation},
};
use app::door::Visitor;
use axum::{
    RequestExt,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
};
use domain::{
    actor::{
        Actor, Admin, Borrower, ForMerchant, ForPayments, Holder, KeyHolder, MERCHANT_HEADER, MerchantReader,
        MerchantUser, Reader, Role,
    },
    api_key::Scope,
    explain::Explanation,
    id::MerchantId,
    identity::pg::{Caller, CallerKind},
    work::{IdempotencyKey, Meta},
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::str::FromStr;

/// Bodies of the contract are flat.
const DEPTH_MAX: usize = 16;

/// The asker, with the proof that the route needs: `As<Borrower>`, `As<Admin>`, or `As<Actor>` for anybody
/// who is signed in.
pub(super) struct As<P>(pub(super) P);

pub(super) trait Proof: Sized {
    /// Who can give it.
    const CALLERS: &'static [May];

    fn of(actor: &Actor) -> Result<Self, Explanation>;
}

impl Proof for Actor {
    const CALLERS: &'static [May] = &[May::User, May::Merchant, May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        Ok(actor.clone())
    }
}

impl Proof for Borrower {
    const CALLERS: &'static [May] = &[May::User];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_borrower()
    }
}

impl Proof for Admin {
    const CALLERS: &'static [May] = &[May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_admin()
    }
}

impl Proof for Reader {
    const CALLERS: &'static [May] = &[May::User, May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_borrower_or_admin()
    }
}

impl Proof for Holder {
    const CALLERS: &'static [May] = &[May::User, May::Merchant];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_holder()
    }
}

impl Proof for MerchantUser {
    const CALLERS: &'static [May] = &[May::Merchant];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_merchant()
    }
}

impl<P: Proof, S: Sync> FromRequestParts<S> for As<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(As(P::of(asker(parts)?)?))
    }
}

/// A person. A key is none, so that whatever is not made for keys is closed to them.
fn asker(parts: &Parts) -> Result<&Actor, Explanation> {
    match asking(parts)? {
        Asking::Person(actor) => Ok(actor),
        Asking::Key(_) => Err(Explanation {
            message: "A key cannot do this. Sign in as a person.".to_owned(),
            ..Explanation::not_authorized()
        }),
    }
}

/// Who may act for a merchant.
pub(super) enum Asking<'a> {
    Person(&'a Actor),
    Key(&'a KeyHolder),
}

fn asking(parts: &Parts) -> Result<Asking<'_>, Explanation> {
    let visitor = parts.extensions.get::<Visitor>();
    let person = visitor.and_then(|visitor| visitor.actor.as_ref()).map(Asking::Person);
    let key = visitor.and_then(|visitor| visitor.key.as_ref()).map(Asking::Key);
    person.or(key).ok_or_else(Explanation::not_authenticated)
}

/// Where a read may say for which merchant it is.
pub(super) const MERCHANT_PARAMETER: &str = "merchant_id";

/// The asker, with the proof that they may act for the merchant that the request names, in a header or, where it
/// only reads, in a parameter: `AsMerchant<ForMerchant>` for one merchant's, `AsMerchant<MerchantReader>` for a list
/// that an admin may read over all.
pub(super) struct AsMerchant<P>(pub(super) P);

pub(super) trait MerchantProof: Sized {
    /// The scope that a key needs for it.
    fn scope(method: &Method) -> Scope;
    fn of(asking: &Asking<'_>, method: &Method, named: Option<MerchantId>) -> Result<Self, Explanation>;
}

impl MerchantProof for ForMerchant {
    /// What a key changes for a merchant are payouts; who takes payments asks for a proof of its own.
    fn scope(method: &Method) -> Scope {
        if reads(method) { Scope::Read } else { Scope::Payouts }
    }

    fn of(asking: &Asking<'_>, method: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => actor.for_merchant(named),
            Asking::Key(key) => key.for_merchant(named, Self::scope(method)),
        }
    }
}

impl MerchantProof for ForPayments {
    fn scope(_: &Method) -> Scope {
        Scope::Payments
    }

    fn of(asking: &Asking<'_>, _: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => ForPayments::of_person(actor, named),
            Asking::Key(key) => ForPayments::of_key(key, named),
        }
    }
}

impl MerchantProof for MerchantReader {
    fn scope(_: &Method) -> Scope {
        Scope::Read
    }

    fn of(asking: &Asking<'_>, _: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => actor.as_merchant_reader(named),
            Asking::Key(key) => key.as_merchant_reader(named),
        }
    }
}

impl<P: MerchantProof, S: Send + Sync> FromRequestParts<S> for AsMerchant<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Whoever acts for no merchant at all hears that first, whatever they named.
        if let Asking::Person(actor) = asking(parts)? {
            actor.as_merchant_reader(None)?;
        }
        let mut named = Vec::new();
        for value in parts.headers.get_all(MERCHANT_HEADER) {
            named.push(merchant_id(MERCHANT_HEADER, value.to_str().unwrap_or_default())?);
        }
        if reads(&parts.method) {
            let asked = Asked::<NoFilters>::from_request_parts(parts, state).await?;
            if let Some(text) = asked.get(MERCHANT_PARAMETER) {
                named.push(merchant_id(MERCHANT_PARAMETER, text)?);
            }
        }
        let proof = |named| P::of(&asking(parts)?, &parts.method, named);
        for merchant in &named {
            // Another's is refused before two that disagree are.
            proof(Some(*merchant))?;
        }
        named.dedup();
        match named[..] {
            [] => Ok(AsMerchant(proof(None)?)),
            [merchant] => Ok(AsMerchant(proof(Some(merchant))?)),
            _ => {
                let sentence = "The request names two merchants. Name one.";
                Err(Explanation::validation(MERCHANT_HEADER, sentence).into())
            }
        }
    }
}

/// A side of a purchase: who bought, who sold, or an admin. What is a merchant's is open to its keys as well: to read with that
/// scope, to change with that of payments.
pub(super) enum Party {
    Borrower(Borrower),
    Merchant(ForMerchant),
    Admin(Admin),
}

/// With the merchant that an admin named in the header: its lists are that merchant's then.
pub(super) struct AsParty(pub(super) Party, pub(super) Option<MerchantId>);

impl<S: Send + Sync> FromRequestParts<S> for AsParty {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let named = parts.headers.get(MERCHANT_HEADER);
        let named = named.map(|id| merchant_id(MERCHANT_HEADER, id.to_str().unwrap_or_default())).transpose();
        let mut of_admin = None;
        let party = match asking(parts)? {
            Asking::Key(key) => {
                let scope = if reads(&parts.method) { Scope::Read } else { Scope::Payments };
                Party::Merchant(key.for_merchant(named?, scope)?)
            }
            Asking::Person(actor) => match actor.role {
                Role::User => {
                    named?;
                    Party::Borrower(actor.as_borrower()?)
                }
                Role::Merchant => Party::Merchant(actor.for_merchant(named?)?),
                Role::Admin => {
                    let admin = actor.as_admin()?;
                    of_admin = named?;
                    Party::Admin(admin)
                }
            },
        };
        Ok(AsParty(party, of_admin))
    }
}

impl AsParty {
    /// Whose list is wanted, where a parameter may say it. A merchant's is its own; another's is refused whether it exists or not.
    pub(super) fn merchant<F>(&self, asked: &Asked<F>) -> Result<Option<MerchantId>, Explanation> {
        let named: Option<MerchantId> = super::page::id_of(asked, MERCHANT_PARAMETER)?;
        match &self.0 {
            Party::Merchant(own) if named.is_some_and(|named| named != own.merchant()) => {
                Err(Explanation::not_authorized())
            }
            _ => Ok(named.or(self.1)),
        }
    }
}

/// Axum answers HEAD by the handler of GET.
fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn merchant_id(field: &str, text: &str) -> Result<MerchantId, Explanation> {
    text.trim().parse().map_err(|_| Explanation::validation(field, "This is not an identifier of ours."))
}

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

/// A JSON object.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        read_object(&bytes(request).await?).map(Sent)
    }
}

/// A JSON object, or nothing at all: then no content type is asked for either.
pub(super) struct MayBeSent<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MayBeSent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let json = is_json(request.headers());
        let bytes = bytes(request).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(MayBeSent(T::default()));
        }
        if !json {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        read_object(&bytes).map(MayBeSent)
    }
}

/// A JSON object, or the fields of a form.
pub(super) enum SentEither<J, F> {
    Json(J),
    Form(F),
}

impl<J: DeserializeOwned, F: DeserializeOwned, S: Send + Sync> FromRequest<S> for SentEither<J, F> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if is_json(request.headers()) {
            return read_object(&bytes(request).await?).map(SentEither::Json);
        }
        if !is_type(request.headers(), |kind| kind == "application/x-www-form-urlencoded") {
            return Err(Problem::unsupported_media_type(
                "application/json or application/x-www-form-urlencoded",
            ));
        }
        serde_urlencoded::from_bytes(&bytes(request).await?)
            .map(SentEither::Form)
            .map_err(|_| Problem::unreadable("The form could not be read."))
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

impl<P: Proof> Input for As<P> {
    fn describe(operation: &mut Operation<'_>) {
        operation.callers(P::CALLERS);
    }
}

impl<P: MerchantProof> Input for AsMerchant<P> {
    fn describe(operation: &mut Operation<'_>) {
        let scope = P::scope(operation.method());
        operation.callers(&[May::Merchant, May::Admin, May::Key(scope.as_str())]);
        operation.shared("MerchantHeader");
        operation.refuses(400);
        // A merchant that an admin names and that there is not.
        operation.refuses(404);
    }
}

impl Input for AsParty {
    fn describe(operation: &mut Operation<'_>) {
        let scope = if reads(operation.method()) { Scope::Read } else { Scope::Payments };
        operation.callers(&[May::User, May::Merchant, May::Admin, May::Key(scope.as_str())]);
        operation.shared("MerchantHeader");
        operation.refuses(400);
    }
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

impl<T: JsonSchema> Input for Sent<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<T>("application/json", true);
    }
}

impl<T: JsonSchema> Input for MayBeSent<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<T>("application/json", false);
    }
}

impl<J: JsonSchema, F: JsonSchema> Input for SentEither<J, F> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<J>("application/json", true);
        operation.body::<F>("application/x-www-form-urlencoded", true);
    }
}

async fn bytes(request: Request) -> Result<Bytes, Problem> {
    if announced(request.headers()).is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Err(Problem::too_large());
    }
    let body: Body = request.into_limited_body();
    // The limit is the only reason of our own; a client that went away hears nothing anyway.
    to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| Problem::too_large())
}

fn is_json(headers: &HeaderMap) -> bool {
    is_type(headers, |kind| {
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    })
}

fn is_type(headers: &HeaderMap, wanted: impl Fn(&str) -> bool) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    wanted(&kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// An object and nothing else: serde would take an array for a struct as well.
fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let is_object = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if !is_object {
        return Err(Problem::unreadable("The body must be a JSON object."));
    }
    if depth(bytes) > DEPTH_MAX {
        return Err(Problem::unreadable("The body is nested too deeply."));
    }
    serde_json::from_slice(bytes).map_err(|_| Problem::unreadable("The body is not well-formed JSON."))
}

/// How deeply brackets are nested, outside of strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::body::Raw;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Two {
        #[serde(default)]
        a: Raw,
        #[serde(default)]
        b: Raw,
    }

    #[track_caller]
    fn check(body: &str, readable: bool) {
        assert_eq!(read_object::<Two>(body.as_bytes()).is_ok(), readable, "{body:.80}");
    }

    #[test]
    fn a_body_is_one_json_object() {
        check("{}", true);
        check(" {\"a\": 0.29, \"b\": null, \"c\": {\"d\": [1]}}\n", true);
        check("{\"a\": \"[[[[[[[[[[[[[[[[[[[[[[\"}", true);
        for bad in [
            "",
            "null",
            "7",
            "\"a\"",
            "[1, 2]",
            "{",
            "{\"a\": }",
            "{} {}",
            "{\"a\": 1, \"a\": 2}",
            "{a: 1}",
            "{\"a\": NaN}",
        ] {
            check(bad, false);
        }
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        check(&deep, false);
        check("{\"a\": \"\u{0}\"}", false);
        assert!(read_object::<Two>(b"{\"a\": \"\xff\"}").is_err());
    }
}
