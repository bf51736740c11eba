//! The owners put money in: what is lent comes from here.

use super::post;
use crate::{
    actor::Admin,
    explain::Explanation,
    id::{EntryId, PersonId},
    ledger::{
        account::{BANK, CAPITAL},
        entry::{Entry, Leg},
        kind::EntryKind,
    },
    money::PositivePaise,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError},
};
use serde_json::json;

pub struct PayInCapital {
    admin: Admin,
    amount: PositivePaise,
    claim: Claim,
    meta: Meta,
}

impl PayInCapital {
    pub fn new(admin: Admin, amount: PositivePaise, key: IdempotencyKey, meta: Meta) -> PayInCapital {
        let claim = Claim::new(CAPITAL.0, key, &amount.get());
        PayInCapital { admin, amount, claim, meta }
    }
}

impl Command for PayInCapital {
    const NAME: &'static str = "ledger.pay_in_capital";
    type Output = Replayable<EntryId>;
    type Refusal = Explanation;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<Explanation>> {
        let amount = self.amount.get();
        let legs = vec![Leg::debit(BANK, amount), Leg::credit(CAPITAL, amount)];
        let entry =
            Entry::new(EntryKind::CapitalPaidIn, format!("Capital of {} paid in", amount.show()), None, legs)
                .map_err(|_| WorkError::Broken("capital does not balance"))?;
        let id = post(tx, &entry).await?;
        tx.record(Record::of("entry", id.0).after(json!({ "amount": amount })));
        Ok(Replayable::first(tx, id)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}
