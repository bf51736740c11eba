use super::Scopes;
use crate::id::ApiKeyId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A key as its merchant sees it later: never whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiKeyView {
    pub id: ApiKeyId,
    pub name: String,
    /// Its beginning.
    pub prefix: String,
    pub scopes: Scopes,
    pub created_at: DateTime<Utc>,
    /// To the minute; nothing for one that was never used.
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just made, whole: this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewApiKeyView {
    #[serde(flatten)]
    pub of: ApiKeyView,
    pub key: String,
}

impl fmt::Debug for NewApiKeyView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewApiKeyView").field("of", &self.of).finish_non_exhaustive()
    }
}
