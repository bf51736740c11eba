//! A key that nobody shall use any more.

use crate::{
    actor::MerchantUser,
    explain::{Explain, Explanation},
    id::{ApiKeyId, PersonId},
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use serde_json::json;

pub struct RevokeApiKey {
    pub user: MerchantUser,
    pub key: ApiKeyId,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevokeApiKeyRefused {
    /// Or it is another merchant's.
    #[error("There is no such key.")]
    NotFound,
}

impl Explain for RevokeApiKeyRefused {
    fn explain(&self) -> Explanation {
        match self {
            RevokeApiKeyRefused::NotFound => Explanation::not_found(),
        }
    }
}

impl Command for RevokeApiKey {
    const NAME: &'static str = "api_key.revoke";
    type Output = ();
    type Refusal = RevokeApiKeyRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Again, it changes nothing.
    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<RevokeApiKeyRefused>> {
        let revoked = sqlx::query_scalar!(
            r#"select revoked_at is not null as "revoked!" from api_key where id = $1 and merchant_id = $2 for update"#,
            self.key.0,
            self.user.merchant().0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(RevokeApiKeyRefused::NotFound))?;
        if revoked {
            return Ok(());
        }
        let now = tx.real_now();
        sqlx::query!(
            "update api_key set revoked_at = $2, revoked_by = $3 where id = $1",
            self.key.0,
            now,
            self.user.person().0,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(json!({ "api_key": self.key, "revoked": true }))
                .tells(self.user.merchant().0),
        );
        Ok(())
    }
}
