//! An endpoint that shall hear nothing any more. Its deliveries stay in the log as long as others; what waits is given up
//! when its turn comes.

use super::rows::{EndpointRefused, endpoint_for_update};
use crate::{
    actor::MerchantUser,
    id::{EndpointId, PersonId},
    webhook_out::masked,
    work::{Command, Failure, Meta, Record, Tx},
};
use serde_json::json;

pub struct RemoveEndpoint {
    pub user: MerchantUser,
    pub endpoint: EndpointId,
    pub meta: Meta,
}

impl Command for RemoveEndpoint {
    const NAME: &'static str = "webhook_endpoint.delete";
    type Output = ();
    type Refusal = EndpointRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<EndpointRefused>> {
        let was = endpoint_for_update(tx, self.user, self.endpoint).await?;
        let now = tx.real_now();
        sqlx::query!(
            r#"
            update webhook_endpoint
            set deleted_at = $2, secret = null, previous_secret = null, previous_until = null where id = $1
            "#,
            self.endpoint.0,
            now,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(json!({ "webhook_endpoint": self.endpoint, "deleted": true, "url": masked(&was.url) }))
                .tells(self.user.merchant().0),
        );
        Ok(())
    }
}
