//! What pages and the API are shown of people and their sign-ins.

use crate::{
    actor::Role,
    debt::Standing,
    id::{MerchantId, PersonId, SignInId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The `user` of the API's identity answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_id: Option<MerchantId>,
    pub created_at: DateTime<Utc>,
}

/// A person as `GET /users` shows them: whoever asks, what is personal is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserView {
    pub user_id: PersonId,
    pub full_name: String,
    pub role: Role,
    pub is_active: bool,
    /// `+919****3210`
    pub phone_number: Option<String>,
    /// `AB*******F`
    pub pan: Option<String>,
    /// `************1111`
    pub card_number: Option<String>,
    pub status: Standing,
    /// Of plans; null for whoever does not borrow.
    pub credit_limit: Option<Paise>,
    pub created_at: DateTime<Utc>,
}

/// The secret of a second factor that was just made: this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSecondFactorView {
    /// For typing into the phone: base32.
    pub secret: String,
    /// The same as an `otpauth://` address, for a QR code.
    pub address: String,
}

impl std::fmt::Debug for NewSecondFactorView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewSecondFactorView(***)")
    }
}

/// Whether somebody has a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecondFactorView {
    pub is_on: bool,
}

/// One sign-in, as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
