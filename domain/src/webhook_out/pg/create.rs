//! A new endpoint. Its secret is shown once; what is kept opens only with the data key.

use super::rows::{ENDPOINTS_MOST, EndpointRow, new_secret, seal};
use crate::{
    actor::MerchantUser,
    explain::{Explain, Explanation, Kind},
    id::{EndpointId, PersonId},
    webhook_out::{Reach, Reachable, Wanted, body::EndpointBody, masked, view::NewEndpointView},
    work::{Command, Failure, Meta, Record, Tx, Vault, refuse},
};
use serde_json::json;
use std::sync::Arc;

pub struct CreateEndpoint {
    user: MerchantUser,
    url: Reachable,
    events: Wanted,
    vault: Arc<Vault>,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateEndpointRefused {
    #[error("There are {ENDPOINTS_MOST} endpoints already. Delete one first.")]
    TooMany,
}

impl Explain for CreateEndpointRefused {
    fn explain(&self) -> Explanation {
        match self {
            CreateEndpointRefused::TooMany => {
                Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                    .with("current", ENDPOINTS_MOST.to_string())
                    .with("requested", (ENDPOINTS_MOST + 1).to_string())
            }
        }
    }
}

impl EndpointBody {
    /// Asks what the address's name stands for.
    pub async fn parse(
        &self,
        user: MerchantUser,
        reach: &Reach,
        vault: Arc<Vault>,
        meta: Meta,
    ) -> Result<CreateEndpoint, Explanation> {
        let new = self.read()?;
        Ok(CreateEndpoint { user, url: reach.check(&new.url).await?, events: new.events, vault, meta })
    }
}

impl Command for CreateEndpoint {
    const NAME: &'static str = "webhook_endpoint.create";
    type Output = NewEndpointView;
    type Refusal = CreateEndpointRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<NewEndpointView, Failure<CreateEndpointRefused>> {
        let merchant = self.user.merchant();
        // The merchant's row is locked, so that two at once do not both become the last one. In a statement of its own:
        // what is counted in the same one is as it was before the wait.
        sqlx::query!("select id from merchant where id = $1 for no key update", merchant.0)
            .fetch_one(tx.conn())
            .await?;
        let there_are = sqlx::query_scalar!(
            r#"select count(*) as "there_are!" from webhook_endpoint where merchant_id = $1 and deleted_at is null"#,
            merchant.0,
        )
        .fetch_one(tx.conn())
        .await?;
        if there_are >= ENDPOINTS_MOST {
            return Err(refuse(CreateEndpointRefused::TooMany));
        }
        let (id, secret, now) = (EndpointId::new(), new_secret(), tx.real_now());
        let row = sqlx::query_as!(
            EndpointRow,
            r#"
            insert into webhook_endpoint (id, merchant_id, created_by, url, events, secret, created_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            returning id, url, events, paused_at, pause_reason, failing_since, previous_until, created_at
            "#,
            id.0,
            merchant.0,
            self.user.person().0,
            self.url.as_str(),
            self.events.names(),
            seal(&self.vault, id, &secret)?,
            now,
        )
        .fetch_one(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", merchant.0)
                .after(json!({
                    "webhook_endpoint": id, "made": true, "url": masked(self.url.as_str()), "events": self.events,
                }))
                .tells(merchant.0),
        );
        Ok(NewEndpointView { of: row.view()?, secret })
    }
}
