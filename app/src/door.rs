//! The server's door: who is asking, and what a server function needs to answer.

use crate::error::UiError;
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use domain::{
    actor::{Actor, KeyHolder},
    api_key::pg::Ring,
    explain::{Explanation, Kind},
    gateway::GatewayName,
    id::{CommandId, SignInId},
    identity::pg::{Caller, CallerKind, Doorkeeper},
    webhook_out::Reach,
    work::{Meta, Vault},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde_json::Value;
use sqlx::PgPool;
use std::{future::Future, pin::Pin, sync::Arc};
use tower_sessions::Session;

/// The pretend bank's live control. The server implements it where there is a pretend bank, and puts a [`Simulator`]
/// into the context of pages and server functions.
pub trait SimulatorControl: Send + Sync {
    fn read(&self) -> BoxFuture<'_, Result<Value, UiError>>;
    /// Changes what is named in `settings`, and returns all.
    fn write(&self, settings: Value) -> BoxFuture<'_, Result<Value, UiError>>;
}

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[derive(Clone)]
pub struct Simulator(pub Arc<dyn SimulatorControl>);

/// Not found where the bank is none that can be told how to behave.
pub(crate) fn simulator() -> Result<Simulator, UiError> {
    use_context::<Simulator>().ok_or_else(|| Explanation::not_found().into())
}

/// Where a browser's session keeps the sign-in that it belongs to.
pub const SIGN_IN: &str = "sign_in";

/// Who makes this request. The server's middleware fills it in and puts it into the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    pub actor: Option<Actor>,
    /// A merchant's server, which is nobody.
    pub key: Option<KeyHolder>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub request_id: String,
    /// The caller's address, as the limits count it.
    pub address: String,
    /// Whether cookies may only travel encrypted; false in development.
    pub secure_cookies: bool,
}

pub fn visitor() -> Visitor {
    use_context::<Parts>().map(|parts| visitor_of(&parts)).unwrap_or_default()
}

pub fn visitor_of(parts: &Parts) -> Visitor {
    parts.extensions.get::<Visitor>().cloned().unwrap_or_default()
}

/// Who is asking; a refusal when nobody is signed in.
pub fn actor() -> Result<Actor, UiError> {
    visitor().actor.ok_or_else(|| Explanation::not_authenticated().into())
}

pub fn pool() -> Result<PgPool, UiError> {
    use_context::<PgPool>().ok_or_else(|| Explanation::unavailable().into())
}

/// Seals what must not lie readable in the database.
pub fn vault() -> Result<Arc<Vault>, UiError> {
    use_context::<Arc<Vault>>().ok_or_else(|| Explanation::unavailable().into())
}

/// Whether an address that somebody names may be called.
pub(crate) fn reach() -> Result<Reach, UiError> {
    use_context::<Reach>().ok_or_else(|| Explanation::unavailable().into())
}

/// Which kind of keys this installation makes.
pub(crate) fn ring() -> Result<Ring, UiError> {
    use_context::<Ring>().ok_or_else(|| Explanation::unavailable().into())
}

/// Whether this is a demonstration: its keys are none of real life.
pub(crate) fn is_demo() -> bool {
    use_context::<Ring>() == Some(Ring::Test)
}

/// The payment gateways that this installation can reach.
#[derive(Clone)]
pub struct Reachable(pub Vec<GatewayName>);

pub(crate) fn gateways() -> Vec<GatewayName> {
    use_context::<Reachable>().map(|reachable| reachable.0).unwrap_or_default()
}

/// Where a program reaches this installation, as the browser reached it.
pub(crate) fn own_address() -> String {
    let visitor = visitor();
    let host = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(header::HOST)?.to_str().map(str::to_owned).ok())
        .unwrap_or_default();
    format!("{}://{host}", if visitor.secure_cookies { "https" } else { "http" })
}

pub fn session() -> Result<Session, UiError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Explanation::unavailable().into())
}

/// An id out of an address. A malformed one belongs to nothing.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T, UiError> {
    text.parse().map_err(|_| Explanation::not_found().into())
}

/// A key for a form that moves money; rendered with it, so that sending it twice has one effect.
pub(crate) fn form_key() -> String {
    CommandId::new().to_string()
}

/// Registers, signs in and out.
pub(crate) fn doorkeeper() -> Result<Doorkeeper, UiError> {
    use_context::<Doorkeeper>().ok_or_else(|| Explanation::unavailable().into())
}

/// From where a sign-in is tried.
pub(crate) fn caller() -> Caller {
    let visitor = visitor();
    let user_agent = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(header::USER_AGENT)?.to_str().map(str::to_owned).ok())
        .unwrap_or_default();
    Caller { kind: CallerKind::Browser, user_agent, address: visitor.address, request_id: visitor.request_id }
}

/// What a command is told of the request that gave it.
pub(crate) fn meta() -> Meta {
    Meta { request_id: visitor().request_id }
}

/// Signs this browser in as the person who was just let in.
pub(crate) async fn welcome(actor: &Actor) -> Result<(), UiError> {
    let sign_in = actor.sign_in.ok_or_else(Explanation::internal)?;
    begin_session(&session()?, sign_in).await
}

/// Ties the browser to a sign-in, under a new session id: one that was known before must not become signed in.
pub async fn begin_session(session: &Session, sign_in: SignInId) -> Result<(), UiError> {
    let begun = async {
        session.cycle_id().await?;
        session.insert(SIGN_IN, sign_in).await
    };
    begun.await.map_err(|why| session_failed(&why))
}

pub async fn end_session(session: &Session) -> Result<(), UiError> {
    session.flush().await.map_err(|why| session_failed(&why))
}

fn session_failed(why: &tower_sessions::session::Error) -> UiError {
    tracing::error!(error = %why, "the session could not be kept");
    Explanation::unavailable().into()
}

/// The status that says this to programs.
pub const fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::NotAuthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Gives the answer under way, page or server function, the status of a refusal.
pub(crate) fn answer_with(kind: Kind) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status_of(kind));
    }
}

pub(crate) fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let all = parts.headers.get_all(header::COOKIE);
    all.iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';')).find_map(|pair| {
        let (found, value) = pair.trim().split_once('=')?;
        (found == name && !value.is_empty()).then(|| value.to_owned())
    })
}

pub(crate) fn set_cookie(name: &str, value: &str, seconds: u32) {
    let line = cookie_header(name, value, seconds, visitor().secure_cookies);
    if let (Some(response), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&line)) {
        response.append_header(header::SET_COOKIE, line);
    }
}

/// No script reads our cookies, and other sites' requests do not carry them.
pub(crate) fn cookie_header(name: &str, value: &str, seconds: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
