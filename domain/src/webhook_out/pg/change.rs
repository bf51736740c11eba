//! An endpoint's address, what it wants, and whether it is paused. Deliveries that waited for a paused one go on at once.

use super::{
    resend::run_now,
    rows::{EndpointRefused, EndpointRow, endpoint_for_update},
};
use crate::{
    actor::MerchantUser,
    explain::Explanation,
    id::{EndpointId, PersonId},
    webhook_out::{
        Reach, Reachable, Wanted,
        body::ChangeEndpointBody,
        masked,
        view::{EndpointView, PauseReason},
    },
    work::{Command, Failure, Meta, Record, Tx},
};
use serde_json::json;

pub struct ChangeEndpoint {
    user: MerchantUser,
    endpoint: EndpointId,
    url: Option<Reachable>,
    events: Option<Wanted>,
    paused: Option<bool>,
    meta: Meta,
}

impl ChangeEndpointBody {
    pub async fn parse(
        &self,
        user: MerchantUser,
        endpoint: EndpointId,
        reach: &Reach,
        meta: Meta,
    ) -> Result<ChangeEndpoint, Explanation> {
        let change = self.read()?;
        let url = match change.url {
            Some(url) => Some(reach.check(&url).await?),
            None => None,
        };
        Ok(ChangeEndpoint { user, endpoint, url, events: change.events, paused: change.paused, meta })
    }
}

impl Command for ChangeEndpoint {
    const NAME: &'static str = "webhook_endpoint.change";
    type Output = EndpointView;
    type Refusal = EndpointRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<EndpointView, Failure<EndpointRefused>> {
        let was = endpoint_for_update(tx, self.user, self.endpoint).await?;
        let was_paused = was.paused_at.is_some();
        let resumed = was_paused && self.paused == Some(false);
        let paused = self.paused.unwrap_or(was_paused);
        let now = tx.real_now();
        let row = sqlx::query_as!(
            EndpointRow,
            r#"
            update webhook_endpoint
            set url = coalesce($2, url), events = coalesce($3, events),
                paused_at = case when $4 then coalesce(paused_at, $5) end,
                pause_reason = case when $4 then coalesce(pause_reason, $6) end,
                -- Who resumes it or gives it another address has mended something: the days are counted anew.
                failing_since = case when $7 then null else failing_since end
            where id = $1
            returning id, url, events, paused_at, pause_reason, failing_since, previous_until, created_at
            "#,
            self.endpoint.0,
            self.url.as_ref().map(Reachable::as_str),
            self.events.as_ref().map(Wanted::names),
            paused,
            now,
            PauseReason::ByHand.as_str(),
            resumed || self.url.is_some(),
        )
        .fetch_one(tx.conn())
        .await?;
        if resumed {
            run_now(tx, self.endpoint).await?;
        }
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .before(json!({ "url": masked(&was.url), "events": was.events, "paused": was_paused }))
                .after(json!({
                    "webhook_endpoint": self.endpoint, "url": masked(&row.url), "events": row.events, "paused": paused,
                }))
                .tells(self.user.merchant().0),
        );
        Ok(row.view()?)
    }
}
