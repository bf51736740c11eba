//! A merchant's three accounts, and the two rules between them: what comes in first settles what the merchant owes us, and
//! what goes out beyond what it has is owed.

use super::entry::Leg;
use crate::{id::AccountId, money::Paise};

/// As they are locked.
#[derive(Clone, Copy, Debug)]
pub struct MerchantAccounts {
    pub available: AccountId,
    pub held: AccountId,
    pub receivable: AccountId,
    pub has: Paise,
    pub owes: Paise,
}

impl MerchantAccounts {
    pub fn comes_in(self, amount: Paise) -> [Leg; 2] {
        let settled = amount.min(self.owes);
        [Leg::credit(self.receivable, settled), Leg::credit(self.available, amount.saturating_sub(settled))]
    }

    pub fn goes_out(self, amount: Paise) -> [Leg; 2] {
        let shortfall = self.shortfall(amount);
        [Leg::debit(self.available, amount.saturating_sub(shortfall)), Leg::debit(self.receivable, shortfall)]
    }

    /// What it lacks of this.
    pub fn shortfall(self, amount: Paise) -> Paise {
        amount.saturating_sub(amount.min(self.has))
    }
}
