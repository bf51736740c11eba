//! Money that arrived at the bank for a wallet.

use crate::{
    actor::Admin,
    explain::{Explain, Explanation},
    id::{EntryId, PersonId},
    ledger::{
        account::{AccountKind, BANK},
        entry::{Entry, Leg},
        kind::EntryKind,
        pg::{account_of, post},
    },
    money::PositivePaise,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;

/// An admin says that it arrived. The key makes saying it twice harmless.
pub struct TopUp {
    admin: Admin,
    person: PersonId,
    amount: PositivePaise,
    description: String,
    claim: Claim,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopUpRefused {
    #[error("There is no such wallet.")]
    NoWallet,
}

impl Explain for TopUpRefused {
    fn explain(&self) -> Explanation {
        match self {
            TopUpRefused::NoWallet => Explanation::not_found(),
        }
    }
}

impl TopUp {
    pub fn new(
        admin: Admin,
        person: PersonId,
        amount: PositivePaise,
        description: &str,
        key: IdempotencyKey,
        meta: Meta,
    ) -> TopUp {
        let claim = Claim::new(person.0, key, &(person, amount.get()));
        TopUp { admin, person, amount, description: description.to_owned(), claim, meta }
    }
}

impl Command for TopUp {
    const NAME: &'static str = "wallet.top_up";
    type Output = Replayable<EntryId>;
    type Refusal = TopUpRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<TopUpRefused>> {
        let amount = self.amount.get();
        let wallet = account_of(tx, AccountKind::Wallet, self.person.0)
            .await?
            .ok_or(refuse(TopUpRefused::NoWallet))?;
        let legs = vec![Leg::debit(BANK, amount), Leg::credit(wallet, amount)];
        let entry = Entry::new(EntryKind::WalletToppedUp, &self.description, Some(self.person.0), legs)
            .map_err(|_| WorkError::Broken("a top-up does not balance"))?;
        let id = post(tx, &entry).await?;
        tx.record(
            Record::of("person", self.person.0)
                .after(json!({ "amount": amount, "entry": id }))
                .tells(self.person.0),
        );
        Ok(Replayable::first(tx, id)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}
