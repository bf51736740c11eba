//! What clients send to move money across the bank.

use crate::{body::Raw, explain::Explanation, id::BankAccountId, money::PositivePaise};
use serde::Deserialize;

/// `POST /deposits`
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DepositBody {
    #[serde(default)]
    pub amount: Raw,
}

/// `POST /withdrawals`
#[derive(Clone, Debug, Default, Deserialize)]
pub struct WithdrawBody {
    #[serde(default)]
    pub amount: Raw,
    #[serde(default)]
    pub bank_account_id: Raw,
}

/// `POST /payouts`: whole paise, as the source's clients send them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PayoutBody {
    #[serde(default)]
    pub amount_paise: Raw,
    #[serde(default)]
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
