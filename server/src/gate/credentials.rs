//! Who is asking: a program with its token, a browser with its session's cookie, or nobody.
//!
//! In two steps, with the limits between them: `read` looks at what was brought, `check` asks the database
//! whether that sign-in still stands. A request that is over its limit costs no look-up of a token.

use super::{address, request_id};
use crate::{rest::problem::Problem, state::Kist, tokens::Claims};
use app::door::{SIGN_IN, Visitor};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    actor::{Actor, KeyHolder},
    api_key::pg::key_holder,
    explain::Explanation,
    id::{ApiKeyId, MerchantId, PersonId, SignInId},
    identity::view::PersonView,
};
use secrecy::SecretString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tower_sessions::Session;

/// What a request brought to say who is asking.
#[derive(Clone, Debug)]
pub(crate) enum Brought {
    Nothing,
    /// A token of ours, its sign-in not yet looked up.
    Token(Claims),
    /// Something that is not one of ours, or not any more.
    Unusable,
    /// A browser's session, looked up.
    Person(Box<(Actor, PersonView)>),
    /// A merchant's key, looked up.
    Key(KeyHolder),
}

/// Where the request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CameFrom(pub(crate) IpAddr);

impl Brought {
    /// For limits, which count before the database is asked: a signature cannot be made up.
    pub(crate) fn person(&self) -> Option<PersonId> {
        match self {
            Brought::Token(claims) => Some(claims.sub),
            Brought::Person(known) => Some(known.0.person),
            Brought::Nothing | Brought::Unusable | Brought::Key(_) => None,
        }
    }

    /// For whom it acts: limits of a merchant are shared by all of its keys and people.
    pub(crate) fn merchant(&self) -> Option<MerchantId> {
        match self {
            Brought::Token(claims) => claims.merchant_id,
            Brought::Person(known) => known.0.merchant,
            Brought::Key(holder) => Some(holder.merchant()),
            Brought::Nothing | Brought::Unusable => None,
        }
    }

    pub(crate) fn key(&self) -> Option<ApiKeyId> {
        match self {
            Brought::Key(holder) => Some(holder.key()),
            Brought::Nothing | Brought::Unusable | Brought::Token(_) | Brought::Person(_) => None,
        }
    }
}

/// What merchants' servers send.
const KEY_HEADER: &str = "x-api-key";

/// For the API: a token, or a merchant's key; for GET (a download in the browser) also the session.
pub(crate) async fn read_of_program(State(kist): State<Kist>, mut request: Request, next: Next) -> Response {
    let (token, key) = (request.headers().get(header::AUTHORIZATION), request.headers().get(KEY_HEADER));
    let brought = match (token, key) {
        (None, Some(key)) => match api_key(&kist, key.clone()).await {
            Ok(brought) => brought,
            Err(problem) => return problem.into_response(),
        },
        (Some(_), _) => match bearer(request.headers()).and_then(|token| kist.tokens.read(token)) {
            Some(claims) => Brought::Token(claims),
            None => Brought::Unusable,
        },
        (None, None) if request.method() == Method::GET || request.method() == Method::HEAD => {
            match session(&kist, request.extensions().get::<Session>().cloned()).await {
                Ok(brought) => brought,
                Err(problem) => return problem.into_response(),
            }
        }
        (None, None) => Brought::Nothing,
    };
    note(&kist, &mut request, brought);
    next.run(request).await
}

/// For pages and their server functions: the session alone.
pub(crate) async fn read_of_browser(State(kist): State<Kist>, mut request: Request, next: Next) -> Response {
    match session(&kist, request.extensions().get::<Session>().cloned()).await {
        Ok(brought) => note(&kist, &mut request, brought),
        Err(problem) => return problem.into_response(),
    }
    next.run(request).await
}

/// Turns what was brought into who is asking. A token that does not stand is refused here, also where
/// nobody need sign in: whoever sends one wants to be known.
pub(crate) async fn check(State(kist): State<Kist>, mut request: Request, next: Next) -> Response {
    let person = match request.extensions().get::<Brought>() {
        None | Some(Brought::Nothing) => None,
        Some(Brought::Unusable) if is_for_a_new_token(request.uri().path()) => None,
        Some(Brought::Unusable) => return ended().into_response(),
        Some(Brought::Person(known)) => Some((**known).clone()),
        Some(Brought::Key(holder)) => {
            tracing::Span::current().record("key", holder.key().to_string());
            let visitor = Visitor { key: Some(holder.clone()), ..visitor(&kist, &request, None) };
            request.extensions_mut().insert(visitor);
            return next.run(request).await;
        }
        Some(Brought::Token(claims)) => match stands(&kist, claims.sid, claims.sub).await {
            Ok(Some(known)) => Some(known),
            Ok(None) if is_for_a_new_token(request.uri().path()) => None,
            Ok(None) => return ended().into_response(),
            Err(problem) => return problem.into_response(),
        },
    };
    if let Some((actor, _)) = &person {
        tracing::Span::current().record("person", actor.person.to_string());
    }
    let visitor = visitor(&kist, &request, person);
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// Clients send their old token along while they fetch the next one.
fn is_for_a_new_token(path: &str) -> bool {
    path.ends_with("/auth/refresh") || path.ends_with("/auth/login")
}

fn note(kist: &Kist, request: &mut Request, brought: Brought) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let from = address::of(peer, request.headers(), &kist.config.trusted_proxies);
    request.extensions_mut().insert(CameFrom(from));
    request.extensions_mut().insert(brought);
}

async fn session(kist: &Kist, session: Option<Session>) -> Result<Brought, Problem> {
    let Some(session) = session else { return Ok(Brought::Nothing) };
    let sign_in = session.get::<SignInId>(SIGN_IN).await.map_err(|error| {
        tracing::error!(%error, "a session could not be read");
        Problem::from(Explanation::unavailable())
    })?;
    let Some(sign_in) = sign_in else { return Ok(Brought::Nothing) };
    let known = kist.doorkeeper.visitor(sign_in).await?;
    Ok(known.map_or(Brought::Nothing, |known| Brought::Person(Box::new(known))))
}

async fn api_key(kist: &Kist, key: HeaderValue) -> Result<Brought, Problem> {
    let Ok(key) = key.to_str() else { return Ok(Brought::Unusable) };
    let holder = key_holder(&kist.pool, &SecretString::from(key)).await?;
    Ok(holder.map_or(Brought::Unusable, Brought::Key))
}

async fn stands(
    kist: &Kist,
    sign_in: SignInId,
    of: PersonId,
) -> Result<Option<(Actor, PersonView)>, Problem> {
    let known = kist.doorkeeper.visitor(sign_in).await?;
    Ok(known.filter(|(actor, _)| actor.person == of))
}

fn visitor(kist: &Kist, request: &Request, person: Option<(Actor, PersonView)>) -> Visitor {
    let from = request.extensions().get::<CameFrom>().map(|from| from.0.to_string());
    let (actor, view) = person.unzip();
    Visitor {
        actor,
        key: None,
        email: view.as_ref().map(|view| view.email.clone()),
        name: view.map(|view| view.name),
        request_id: request_id::of(request.extensions()),
        address: from.unwrap_or_default(),
        secure_cookies: kist.config.secure_cookies,
    }
}

fn ended() -> Problem {
    Explanation {
        message: "This sign-in has ended, or this key is not known. Please sign in again.".to_owned(),
        ..Explanation::not_authenticated()
    }
    .into()
}

/// The scheme's name is compared as HTTP says: in either case.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
