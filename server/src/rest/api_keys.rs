//! What merchants' servers sign in with. Only people make and revoke keys: a key that leaked must not make another.

use super::{
    extract::{As, By, Id, Sent},
    page::Asked,
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    actor::MerchantUser,
    api_key::{
        body::ApiKeyBody,
        pg::{RevokeApiKey, api_keys},
        view::NewApiKeyView,
    },
    id::ApiKeyId,
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&[])?;
    Ok(asked.answer(api_keys(&pool, user, page).await?))
}

/// The only answer that has the key in it.
pub(super) async fn create(
    State(kist): State<Kist>,
    As(user): As<MerchantUser>,
    By(meta): By,
    Sent(body): Sent<ApiKeyBody>,
) -> Result<(StatusCode, Json<NewApiKeyView>), Problem> {
    let made = execute(&kist.pool, &body.parse(user, kist.config.ring(), meta)?).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

pub(super) async fn revoke(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(key): Id<ApiKeyId>,
    By(meta): By,
) -> Result<StatusCode, Problem> {
    execute(&pool, &RevokeApiKey { user, key, meta }).await?;
    Ok(StatusCode::NO_CONTENT)
}
