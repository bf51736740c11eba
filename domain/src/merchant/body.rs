//! Untrusted requests about merchants.

use crate::body::Raw;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["is_active"], "examples" = [{"is_active": false}])))]
pub struct SetMerchantActiveBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub is_active: Raw,
}
