//! Who somebody is: registering, signing in and out, and the devices they are signed in on.

use super::{
    extract::{As, By, Id, Program, Sent, SentEither},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use domain::{
    actor::Actor,
    body::Raw,
    explain::Explanation,
    id::SignInId,
    identity::{
        body::{RegisterBody, SignInBody},
        pg::SignedIn,
        view::{PersonView, SignInView},
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The answer to whoever was let in.
#[derive(Serialize)]
pub(super) struct LetIn {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    user: PersonView,
}

/// The OAuth2 password form, as other clients of such APIs send it.
#[derive(Deserialize)]
pub(super) struct SignInForm {
    username: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RefreshBody {
    #[serde(default)]
    refresh_token: Raw,
}

pub(super) async fn register(
    State(kist): State<Kist>,
    Program(caller): Program,
    Sent(body): Sent<RegisterBody>,
) -> Result<impl IntoResponse, Problem> {
    let signed_in = kist.doorkeeper.register(body, caller).await?;
    Ok((StatusCode::CREATED, Json(let_in(&kist, signed_in)?)))
}

pub(super) async fn login(
    State(kist): State<Kist>,
    Program(caller): Program,
    sent: SentEither<SignInBody, SignInForm>,
) -> Result<Json<LetIn>, Problem> {
    let body = match sent {
        SentEither::Json(body) => body,
        SentEither::Form(form) => form.into(),
    };
    let_in(&kist, kist.doorkeeper.sign_in(body, caller).await?).map(Json)
}

pub(super) async fn refresh(
    State(kist): State<Kist>,
    Program(caller): Program,
    Sent(body): Sent<RefreshBody>,
) -> Result<Json<LetIn>, Problem> {
    let token = match body.refresh_token {
        Raw::Text(token) => SecretString::from(token),
        _ => return Err(Explanation::validation("refresh_token", "This is needed.").into()),
    };
    let_in(&kist, kist.doorkeeper.refresh(&token, caller).await?).map(Json)
}

pub(super) async fn logout(
    State(kist): State<Kist>,
    As(actor): As<Actor>,
    By(meta): By,
) -> Result<StatusCode, Problem> {
    kist.doorkeeper.sign_out(&actor, &meta.request_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn me(State(kist): State<Kist>, As(actor): As<Actor>) -> Result<Json<PersonView>, Problem> {
    let sign_in = actor.sign_in.ok_or_else(Explanation::not_authenticated)?;
    let (_, person) = kist.doorkeeper.visitor(sign_in).await?.ok_or_else(Explanation::not_authenticated)?;
    Ok(Json(person))
}

pub(super) async fn sessions(
    State(kist): State<Kist>,
    As(actor): As<Actor>,
) -> Result<Json<Vec<SignInView>>, Problem> {
    Ok(Json(kist.doorkeeper.sessions(&actor).await?))
}

pub(super) async fn revoke(
    State(kist): State<Kist>,
    As(actor): As<Actor>,
    Id(id): Id<SignInId>,
    By(meta): By,
) -> Result<StatusCode, Problem> {
    kist.doorkeeper.revoke(&actor, id, &meta.request_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn let_in(kist: &Kist, signed_in: SignedIn) -> Result<LetIn, Problem> {
    let access_token = kist.tokens.issue(&signed_in.actor, signed_in.sign_in).map_err(|error| {
        tracing::error!(%error, "a token could not be signed");
        Explanation::internal()
    })?;
    Ok(LetIn {
        access_token,
        token_type: "bearer",
        expires_in: kist.tokens.lifetime_seconds(),
        refresh_token: signed_in.refresh_token.map(|token| token.expose_secret().to_owned()),
        user: signed_in.person,
    })
}

impl From<SignInForm> for SignInBody {
    fn from(form: SignInForm) -> SignInBody {
        let raw = |text: Option<String>| text.map_or(Raw::Missing, Raw::Text);
        SignInBody { email: raw(form.username), password: raw(form.password) }
    }
}
