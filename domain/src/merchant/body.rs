//! Untrusted requests about merchants.

use crate::body::Raw;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct SetMerchantActiveBody {
    #[serde(default)]
    pub is_active: Raw,
}
