//! What pages and the API are shown of people and their sign-ins.

use crate::{
    actor::Role,
    id::{MerchantId, PersonId, SignInId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The `user` of the API's identity answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_id: Option<MerchantId>,
    pub created_at: DateTime<Utc>,
}

/// One sign-in, as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    pub id: SignInId,
    /// `browser` or `program`.
    pub kind: String,
    /// What the browser or program called itself.
    pub user_agent: String,
    /// The address it came from.
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// Whether it is the one that is asking.
    pub current: bool,
}
