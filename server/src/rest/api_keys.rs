//! What merchants' servers sign in with. Only people make and revoke keys: a key that leaked must not make another.

use super::{
    answer::{Created, Done, Ends, Listed},
    extract::{As, By, Id, Sent},
    page::Asked,
};
use crate::state::Kist;
use axum::extract::State;
use domain::{
    actor::MerchantUser,
    api_key::{
        body::ApiKeyBody,
        pg::{RevokeApiKey, api_keys},
        view::{ApiKeyView, NewApiKeyView},
    },
    id::ApiKeyId,
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    asked: Asked,
) -> Ends<Listed<ApiKeyView>> {
    let page = asked.page()?;
    Ok(asked.answer(api_keys(&pool, user, page).await?))
}

/// The only answer that has the key in it.
pub(super) async fn create(
    State(kist): State<Kist>,
    As(user): As<MerchantUser>,
    By(meta): By,
    Sent(body): Sent<ApiKeyBody>,
) -> Ends<Created<NewApiKeyView>> {
    let made = execute(&kist.pool, &body.parse(user, kist.config.ring(), meta)?).await?;
    Ok(Created(made))
}

pub(super) async fn revoke(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(key): Id<ApiKeyId>,
    By(meta): By,
) -> Ends<Done> {
    execute(&pool, &RevokeApiKey { user, key, meta }).await?;
    Ok(Done)
}
