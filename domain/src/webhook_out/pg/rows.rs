//! Rows of endpoints and what they become. Private to this room.

use crate::{
    actor::MerchantUser,
    explain::{Explain, Explanation},
    id::EndpointId,
    webhook_out::{
        Wanted,
        view::{EndpointStatus, EndpointView, PauseReason},
    },
    work::{Failure, Tx, Vault, WorkError, refuse},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use rand::RngCore;
use uuid::Uuid;

/// Endpoints of one merchant.
pub(super) const ENDPOINTS_MOST: i64 = 10;
const PURPOSE: &str = "webhook_endpoint.secret";
const SECRET_BYTES: usize = 32;

pub(super) struct EndpointRow {
    pub(super) id: Uuid,
    pub(super) url: String,
    pub(super) events: Vec<String>,
    pub(super) paused_at: Option<DateTime<Utc>>,
    pub(super) pause_reason: Option<String>,
    pub(super) failing_since: Option<DateTime<Utc>>,
    pub(super) previous_until: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

impl EndpointRow {
    pub(super) fn view(self) -> Result<EndpointView, WorkError> {
        let reason = self.pause_reason.map(|text| {
            PauseReason::parse(&text).ok_or(WorkError::Broken("an unknown reason of a pause is stored"))
        });
        Ok(EndpointView {
            id: EndpointId(self.id),
            url: self.url,
            events: Wanted::stored(self.events),
            status: if self.paused_at.is_some() { EndpointStatus::Paused } else { EndpointStatus::Active },
            paused_at: self.paused_at,
            paused_reason: reason.transpose()?,
            failing_since: self.failing_since,
            previous_secret_until: self.previous_until,
            created_at: self.created_at,
        })
    }
}

/// What every change of an endpoint may be refused for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointRefused {
    /// Or it is another merchant's.
    #[error("There is no such endpoint.")]
    NotFound,
}

impl Explain for EndpointRefused {
    fn explain(&self) -> Explanation {
        match self {
            EndpointRefused::NotFound => Explanation::not_found(),
        }
    }
}

/// Locked until the command ends.
pub(super) async fn endpoint_for_update(
    tx: &mut Tx,
    user: MerchantUser,
    endpoint: EndpointId,
) -> Result<EndpointRow, Failure<EndpointRefused>> {
    sqlx::query_as!(
        EndpointRow,
        r#"
        select id, url, events, paused_at, pause_reason, failing_since, previous_until, created_at
        from webhook_endpoint where id = $1 and merchant_id = $2 and deleted_at is null for no key update
        "#,
        endpoint.0,
        user.merchant().0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(refuse(EndpointRefused::NotFound))
}

/// As Standard Webhooks writes secrets.
pub(super) fn new_secret() -> String {
    let mut random = [0_u8; SECRET_BYTES];
    rand::rng().fill_bytes(&mut random);
    format!("whsec_{}", BASE64_STANDARD.encode(random))
}

pub(super) fn seal(vault: &Vault, endpoint: EndpointId, secret: &str) -> Result<Vec<u8>, WorkError> {
    vault.seal(PURPOSE, endpoint.0, secret.as_bytes())
}

pub(super) fn open(vault: &Vault, endpoint: EndpointId, sealed: &[u8]) -> Result<String, WorkError> {
    let opened = vault.open(PURPOSE, endpoint.0, sealed)?;
    String::from_utf8(opened).map_err(|_| WorkError::Broken("a webhook secret is no text"))
}
