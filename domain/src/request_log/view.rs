//! What a merchant's developers are shown of their servers' requests.

use crate::id::ApiRequestId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiRequestView {
    pub id: ApiRequestId,
    pub method: String,
    pub path: String,
    pub status: i16,
    /// Until the answer was ready, in milliseconds.
    pub ms: i32,
    /// As it stands in the answer and in our logs.
    pub request_id: String,
    /// The name of the key that it was asked with.
    pub key: String,
    /// Masked; null where there was none, or one that is not kept.
    pub request: Option<Value>,
    pub response: Option<Value>,
    pub at: DateTime<Utc>,
}
