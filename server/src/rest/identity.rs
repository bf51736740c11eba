//! Who somebody is: registering, signing in and out, and the devices they are signed in on.

use super::{
    answer::{Created, Done, Ends},
    extract::{As, By, Id, Program, Sent, SentEither},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::{Actor, Admin},
    body::Raw,
    explain::Explanation,
    id::SignInId,
    identity::{
        body::{CodeBody, RegisterBody, SignInBody},
        pg::SignedIn,
        view::{NewSecondFactorView, PersonView, SecondFactorView, SignInView},
    },
};
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The answer to whoever was let in.
#[derive(Serialize, JsonSchema)]
pub(super) struct LetIn {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    user: PersonView,
}

/// The OAuth2 password form, as other clients of such APIs send it.
#[derive(Deserialize, JsonSchema)]
#[schemars(extend("required" = ["username", "password"], "examples" = [{"username": "user1@example.com", "password": "user123"}]))]
pub(super) struct SignInForm {
    username: Option<String>,
    password: Option<String>,
    /// The code of a second factor, for whoever has one.
    otp: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(extend("required" = ["refresh_token"], "examples" = [{"refresh_token": "krt_…"}]))]
pub(super) struct RefreshBody {
    #[serde(default)]
    #[schemars(with = "domain::shape::Words")]
    refresh_token: Raw,
}

pub(super) async fn register(
    State(kist): State<Kist>,
    Program(caller): Program,
    Sent(body): Sent<RegisterBody>,
) -> Ends<Created<LetIn>> {
    let signed_in = kist.doorkeeper.register(body, caller).await?;
    Ok(Created(let_in(&kist, signed_in)?))
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

pub(super) async fn logout(State(kist): State<Kist>, As(actor): As<Actor>, By(meta): By) -> Ends<Done> {
    kist.doorkeeper.sign_out(&actor, &meta.request_id).await?;
    Ok(Done)
}

pub(super) async fn me(State(kist): State<Kist>, As(actor): As<Actor>) -> Result<Json<PersonView>, Problem> {
    let sign_in = actor.sign_in.ok_or_else(Explanation::not_authenticated)?;
    let (_, person) = kist.doorkeeper.visitor(sign_in).await?.ok_or_else(Explanation::not_authenticated)?;
    Ok(Json(person))
}

pub(super) async fn second_factor(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
) -> Ends<Json<SecondFactorView>> {
    Ok(Json(kist.doorkeeper.second_factor(admin).await?))
}

/// The only answer that has the secret in it.
pub(super) async fn begin_second_factor(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    As(actor): As<Actor>,
    By(meta): By,
) -> Ends<Created<NewSecondFactorView>> {
    let sign_in = actor.sign_in.ok_or_else(Explanation::not_authenticated)?;
    let (_, person) = kist.doorkeeper.visitor(sign_in).await?.ok_or_else(Explanation::not_authenticated)?;
    Ok(Created(kist.doorkeeper.begin_second_factor(admin, &person.email, meta).await?))
}

pub(super) async fn confirm_second_factor(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Sent(body): Sent<CodeBody>,
) -> Ends<Done> {
    kist.doorkeeper.confirm_second_factor(admin, &body, meta).await?;
    Ok(Done)
}

pub(super) async fn remove_second_factor(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Sent(body): Sent<CodeBody>,
) -> Ends<Done> {
    kist.doorkeeper.remove_second_factor(admin, &body, meta).await?;
    Ok(Done)
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
) -> Ends<Done> {
    kist.doorkeeper.revoke(&actor, id, &meta.request_id).await?;
    Ok(Done)
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
        SignInBody { email: raw(form.username), password: raw(form.password), otp: raw(form.otp) }
    }
}
