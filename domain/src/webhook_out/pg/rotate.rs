//! A new secret. For a day what is sent is signed with the old one as well, so that the receiver may change at any time
//! within it.

use super::rows::{EndpointRefused, EndpointRow, endpoint_for_update, new_secret, open, seal};
use crate::{
    actor::MerchantUser,
    id::{EndpointId, PersonId},
    webhook_out::view::NewEndpointView,
    work::{Command, Failure, Meta, Record, Refused, Tx, Vault},
};
use serde_json::json;
use sqlx::PgPool;
use std::sync::Arc;
use subtle::ConstantTimeEq;

pub struct RotateSecret {
    pub user: MerchantUser,
    pub endpoint: EndpointId,
    pub vault: Arc<Vault>,
    pub meta: Meta,
}

impl Command for RotateSecret {
    const NAME: &'static str = "webhook_endpoint.rotate";
    type Output = NewEndpointView;
    type Refusal = EndpointRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Rotated twice within a day, only the last two secrets sign.
    async fn run(&self, tx: &mut Tx) -> Result<NewEndpointView, Failure<EndpointRefused>> {
        endpoint_for_update(tx, self.user, self.endpoint).await?;
        let (secret, now) = (new_secret(), tx.real_now());
        let row = sqlx::query_as!(
            EndpointRow,
            r#"
            update webhook_endpoint
            set previous_secret = secret, previous_until = $3::timestamptz + interval '24 hours', secret = $2 where id = $1
            returning id, url, events, paused_at, pause_reason, failing_since, previous_until, created_at
            "#,
            self.endpoint.0,
            seal(&self.vault, self.endpoint, &secret)?,
            now,
        )
        .fetch_one(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(json!({ "webhook_endpoint": self.endpoint, "rotated": true }))
                .tells(self.user.merchant().0),
        );
        Ok(NewEndpointView { of: row.view()?, secret })
    }
}

/// Whether this is the present secret of an endpoint of theirs: what a page may show them as the new one.
pub async fn is_new_secret_of(
    pool: &PgPool,
    vault: &Vault,
    user: MerchantUser,
    endpoint: EndpointId,
    secret: &str,
) -> Result<bool, Refused> {
    let sealed = sqlx::query_scalar!(
        "select secret from webhook_endpoint where id = $1 and merchant_id = $2 and deleted_at is null",
        endpoint.0,
        user.merchant().0,
    )
    .fetch_optional(pool)
    .await?
    .flatten();
    let Some(sealed) = sealed else { return Ok(false) };
    Ok(bool::from(open(vault, endpoint, &sealed)?.as_bytes().ct_eq(secret.as_bytes())))
}
