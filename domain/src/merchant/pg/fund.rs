//! Money that arrived at the bank for a merchant.

use crate::{
    actor::Admin,
    explain::{Explain, Explanation},
    id::{EntryId, MerchantId, PersonId},
    ledger::{
        account::{AccountKind, BANK},
        entry::{Entry, Leg},
        kind::EntryKind,
        pg::{account_of, lock_merchant, post},
    },
    money::PositivePaise,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;

/// An admin says that it arrived. The key makes saying it twice harmless. A merchant that is switched off is
/// given what is its own all the same.
pub struct FundMerchant {
    admin: Admin,
    merchant: MerchantId,
    amount: PositivePaise,
    description: String,
    claim: Claim,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FundMerchantRefused {
    #[error("There is no such merchant.")]
    NoMerchant,
}

impl Explain for FundMerchantRefused {
    fn explain(&self) -> Explanation {
        match self {
            FundMerchantRefused::NoMerchant => Explanation::not_found(),
        }
    }
}

impl FundMerchant {
    pub fn new(
        admin: Admin,
        merchant: MerchantId,
        amount: PositivePaise,
        description: &str,
        key: IdempotencyKey,
        meta: Meta,
    ) -> FundMerchant {
        let claim = Claim::new(merchant.0, key, &(merchant, amount.get()));
        FundMerchant { admin, merchant, amount, description: description.to_owned(), claim, meta }
    }
}

impl Command for FundMerchant {
    const NAME: &'static str = "merchant.fund";
    type Output = Replayable<EntryId>;
    type Refusal = FundMerchantRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<FundMerchantRefused>> {
        let amount = self.amount.get();
        account_of(tx, AccountKind::MerchantAvailable, self.merchant.0)
            .await?
            .ok_or(refuse(FundMerchantRefused::NoMerchant))?;
        let (accounts, _) = lock_merchant(tx, self.merchant, None).await?;
        let mut legs = vec![Leg::debit(BANK, amount)];
        legs.extend(accounts.comes_in(amount));
        let entry = Entry::new(EntryKind::MerchantFunded, &self.description, Some(self.merchant.0), legs)
            .map_err(|_| WorkError::Broken("money for a merchant does not balance"))?;
        let id = post(tx, &entry).await?;
        tx.record(
            Record::of("merchant", self.merchant.0)
                .after(json!({ "amount": amount, "entry": id }))
                .tells(self.merchant.0),
        );
        Ok(Replayable::first(tx, id)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}
