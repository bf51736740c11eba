//! What clients send to move money across the bank.

use crate::{body::Raw, explain::Explanation, id::BankAccountId, money::PositivePaise};
use serde::Deserialize;

/// `POST /deposits`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["amount"], "examples" = [{"amount": "1000.00"}])))]
pub struct DepositBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
}

/// `POST /withdrawals`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["amount", "bank_account_id"], "examples" = [{"amount": "250.00", "bank_account_id": "019ac0de-0000-7000-8000-000000000001"}])))]
pub struct WithdrawBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub bank_account_id: Raw,
}

/// `POST /payouts`: whole paise, as the source's clients send them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["amount_paise", "bank_account_id"], "examples" = [{"amount_paise": 50000, "bank_account_id": "019ac0de-0000-7000-8000-000000000001"}])))]
pub struct PayoutBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::WholePaise"))]
    pub amount_paise: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub bank_account_id: Raw,
}

impl DepositBody {
    pub fn read(&self) -> Result<PositivePaise, Explanation> {
        self.amount.amount("amount")
    }
}

impl WithdrawBody {
    pub fn read(&self) -> Result<(PositivePaise, BankAccountId), Explanation> {
        Ok((self.amount.amount("amount")?, self.bank_account_id.id("bank_account_id")?))
    }
}

impl PayoutBody {
    pub fn read(&self) -> Result<(PositivePaise, BankAccountId), Explanation> {
        Ok((self.amount_paise.paise("amount_paise")?, self.bank_account_id.id("bank_account_id")?))
    }
}
