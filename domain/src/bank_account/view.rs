//! What pages and the API are shown of a bank account.

use crate::id::{BankAccountId, MerchantId, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BankAccountView {
    pub id: BankAccountId,
    pub account_holder_name: String,
    /// `******6789`
    pub account_number_masked: String,
    pub ifsc_code: String,
    pub created_at: DateTime<Utc>,
}

/// One of everybody's, as an admin sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnedBankAccountView {
    pub account: BankAccountView,
    pub owner_name: String,
    /// One of the two.
    pub merchant_id: Option<MerchantId>,
    pub person_id: Option<PersonId>,
}

/// Always six stars: how long the number is stays untold.
pub fn masked(last4: &str) -> String {
    format!("******{last4}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_end_of_a_number_is_shown() {
        assert_eq!(masked("6789"), "******6789");
    }
}
