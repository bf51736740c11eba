//! Whose key this is.

use super::create::{DEMO_KEY, RANDOM_BYTES, Ring};
use crate::{
    actor::{KeyHolder, MerchantUser},
    api_key::Scopes,
    id::{ApiKeyId, MerchantId, PersonId},
    work::{Refused, WorkError},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use subtle::ConstantTimeEq;

/// Whether it could be one of ours: what cannot be is refused without asking the database.
fn is_of_our_form(key: &str) -> bool {
    let random = [Ring::Test, Ring::Live].iter().find_map(|ring| key.strip_prefix(ring.prefix()));
    key == DEMO_KEY
        || random.is_some_and(|random| {
            random.len() == 2 * RANDOM_BYTES && random.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

pub(super) fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// Nobody, where it is unknown or revoked, or where the account of its merchant is closed.
///
/// It is looked up by its hash, which whoever guesses cannot steer, and compared once more in constant time. When it was
/// last used is written once a minute.
pub async fn key_holder(pool: &PgPool, key: &SecretString) -> Result<Option<KeyHolder>, Refused> {
    let key = key.expose_secret();
    if !is_of_our_form(key) {
        return Ok(None);
    }
    let hash = hash(key);
    let found = sqlx::query!(
        r#"
        with found as (
          select k.id, k.merchant_id, k.created_by, k.hash, k.scopes, k.last_used_at
          from api_key k join merchant m on m.id = k.merchant_id join person p on p.id = m.person_id
          where k.hash = $1 and k.revoked_at is null and p.is_active
        ), used as (
          update api_key k set last_used_at = date_trunc('minute', clock_timestamp())
          from found where k.id = found.id and coalesce(found.last_used_at, '-infinity') < clock_timestamp() - interval '1 minute'
        )
        select id, merchant_id, created_by, hash, scopes from found
        "#,
        &hash,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = found.filter(|row| bool::from(row.hash.ct_eq(&hash))) else { return Ok(None) };
    let scopes = Scopes::parse(&row.scopes).ok_or(WorkError::Broken("an unknown scope is stored"))?;
    Ok(Some(KeyHolder::new(ApiKeyId(row.id), MerchantId(row.merchant_id), PersonId(row.created_by), scopes)))
}

/// Whether this is a key of theirs that was made just now: what a page may show them as their new one.
pub async fn is_new_key_of(pool: &PgPool, user: MerchantUser, key: &str) -> Result<bool, Refused> {
    let found = sqlx::query_scalar!(
        r#"
        select exists (
          select from api_key where hash = $1 and merchant_id = $2 and created_by = $3 and revoked_at is null
             and created_at > clock_timestamp() - interval '2 minutes') as "found!"
        "#,
        &hash(key),
        user.merchant().0,
        user.person().0,
    )
    .fetch_one(pool)
    .await?;
    Ok(found)
}
