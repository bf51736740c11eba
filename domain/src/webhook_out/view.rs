//! What merchants and admins are shown of webhooks.

use super::Wanted;
use crate::id::{DeliveryId, EndpointId, EventId, MerchantId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EndpointStatus {
    Active,
    Paused,
}

/// Why nothing is sent to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    ByHand,
    /// For days nothing that was sent there was taken.
    Failing,
    /// It answered that it is gone.
    Gone,
}

impl PauseReason {
    pub const ALL: [PauseReason; 3] = [PauseReason::ByHand, PauseReason::Failing, PauseReason::Gone];

    pub const fn as_str(self) -> &'static str {
        match self {
            PauseReason::ByHand => "by_hand",
            PauseReason::Failing => "failing",
            PauseReason::Gone => "gone",
        }
    }

    pub fn parse(text: &str) -> Option<PauseReason> {
        PauseReason::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            PauseReason::ByHand => "You paused it.",
            PauseReason::Failing => "Every delivery to it failed for days.",
            PauseReason::Gone => "It answered 410: that it is gone for good.",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndpointView {
    pub id: EndpointId,
    pub url: String,
    pub events: Wanted,
    pub status: EndpointStatus,
    pub paused_at: Option<DateTime<Utc>>,
    pub paused_reason: Option<PauseReason>,
    /// Since when every try has failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when the secret before the last rotation signs as well.
    pub previous_secret_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// An endpoint with a new secret: this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewEndpointView {
    #[serde(flatten)]
    pub of: EndpointView,
    pub secret: String,
}

impl fmt::Debug for NewEndpointView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEndpointView").field("of", &self.of).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// Waits for its first or next try.
    Pending,
    Delivered,
    /// Given up after a day.
    Dead,
}

impl DeliveryStatus {
    pub const ALL: [DeliveryStatus; 3] =
        [DeliveryStatus::Pending, DeliveryStatus::Delivered, DeliveryStatus::Dead];

    pub const fn as_str(self) -> &'static str {
        match self {
            DeliveryStatus::Pending => "pending",
            DeliveryStatus::Delivered => "delivered",
            DeliveryStatus::Dead => "dead",
        }
    }

    pub fn parse(text: &str) -> Option<DeliveryStatus> {
        DeliveryStatus::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// One event to one endpoint. Times are real time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    pub id: DeliveryId,
    /// Travels as `webhook-id`.
    pub event_id: EventId,
    pub endpoint_id: EndpointId,
    pub merchant_id: MerchantId,
    /// Of the event.
    #[serde(rename = "type")]
    pub kind: String,
    /// An admin is not shown what stands behind the `?`.
    pub url: String,
    pub status: DeliveryStatus,
    pub tries: i32,
    pub last_tried_at: Option<DateTime<Utc>>,
    pub next_try_at: Option<DateTime<Utc>>,
    /// Of the last try; nothing where nobody answered.
    pub response_status: Option<i16>,
    pub response_ms: Option<i32>,
    /// The beginning of what was answered.
    pub response_body: Option<String>,
    /// Why the last try failed.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// One try of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryView {
    pub number: i32,
    pub started_at: DateTime<Utc>,
    pub ms: i32,
    pub response_status: Option<i16>,
    pub response_body: Option<String>,
    pub error: Option<String>,
}

/// A delivery with what was sent and how each try went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryPageView {
    pub delivery: DeliveryView,
    /// What is sent, to the byte.
    pub body: String,
    /// Newest first, the last hundred.
    pub tries: Vec<TryView>,
}

/// How many events were asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResentView {
    pub resent: i64,
    /// Where there were more than can be sent again at once: the time of the last of them, to go on from.
    pub up_to: Option<DateTime<Utc>>,
}
