use super::Kind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotificationView {
    pub id: Uuid,
    pub kind: Kind,
    /// A sentence for the person.
    pub words: String,
    /// Where it leads in the product.
    pub link: String,
    pub is_read: bool,
    pub created_at: DateTime<Utc>,
}

/// One that is to go out by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterView {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub words: String,
    pub link: String,
}
