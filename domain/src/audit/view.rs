use crate::{
    id::{CommandId, PersonId},
    page::Page,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// One executed command. What it answered is not in it: that is its owner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditView {
    pub id: CommandId,
    /// `loan.decide`, `identity.register` …
    pub name: String,
    /// None for the product itself, and for whoever was nobody yet.
    pub actor_id: Option<PersonId>,
    pub actor_name: Option<String>,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub before: Option<Value>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub after: Option<Value>,
    /// The request that caused it; the same in the log.
    pub request_id: String,
    pub business_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// The admin's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPageView {
    /// Of all commands that were ever executed.
    pub names: Vec<String>,
    pub page: Page<AuditView>,
}
