//! With which secrets a merchant's own messages to us are signed: those of its endpoints, because both sides know them already.

use super::rows::open;
use crate::{
    id::{EndpointId, MerchantId, RefundId},
    work::{Vault, WorkError},
};
use sqlx::PgPool;

/// Of the merchant that sold what this refund is of, else of the one that is named. `None`: nobody could have signed it.
pub async fn signing_secrets(
    pool: &PgPool,
    vault: &Vault,
    refund: Option<RefundId>,
    named: Option<MerchantId>,
) -> Result<Option<(MerchantId, Vec<String>)>, WorkError> {
    let rows = sqlx::query!(
        r#"
        with signer as (
          select coalesce((select merchant_id from refund where id = $1), $2::uuid) as merchant_id
        )
        select e.id, e.merchant_id, e.secret as "secret!",
               case when e.previous_until > clock_timestamp() then e.previous_secret end as previous
        from signer s join webhook_endpoint e on e.merchant_id = s.merchant_id
        where e.deleted_at is null and e.secret is not null
        order by e.id
        "#,
        refund.map(|refund| refund.0),
        named.map(|merchant| merchant.0),
    )
    .fetch_all(pool)
    .await?;
    let Some(merchant) = rows.first().map(|row| MerchantId(row.merchant_id)) else { return Ok(None) };
    let mut secrets = Vec::new();
    for row in rows {
        for sealed in [Some(row.secret), row.previous].into_iter().flatten() {
            secrets.push(open(vault, EndpointId(row.id), &sealed)?);
        }
    }
    Ok(Some((merchant, secrets)))
}
