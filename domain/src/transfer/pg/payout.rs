//! A merchant's money goes to its bank. It is held at once.

use super::{
    request::{Requested, Wanted, request},
    tell::tell,
};
use crate::{
    actor::ForMerchant,
    explain::Explanation,
    id::{BankAccountId, PersonId, TransferId},
    merchant::{error::MerchantRefused, pg::must_be_active},
    money::PositivePaise,
    transfer::{TransferKind, body::PayoutBody, error::TransferRefused, view::PayoutView},
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Replayable, Tx, WorkError},
};

pub struct RequestPayout {
    acting: ForMerchant,
    amount: PositivePaise,
    bank_account: BankAccountId,
    claim: Claim,
    meta: Meta,
}

impl PayoutBody {
    pub fn parse(
        &self,
        acting: ForMerchant,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<RequestPayout, Explanation> {
        let (amount, bank_account) = self.read()?;
        let claim = Claim::new(acting.merchant().0, key, &(amount.get(), bank_account));
        Ok(RequestPayout { acting, amount, bank_account, claim, meta })
    }
}

impl Command for RequestPayout {
    const NAME: &'static str = "payout.request";
    type Output = Requested<PayoutView>;
    type Refusal = TransferRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.acting.by())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<TransferRefused>> {
        let merchant = self.acting.merchant().0;
        // Locks the merchant, so that its payouts take turns, and nobody else's wait for them.
        must_be_active(tx, self.acting.merchant()).await.map_err(of_merchant)?;
        let wanted = Wanted {
            kind: TransferKind::Payout,
            owner: merchant,
            amount: self.amount,
            bank_account: Some(self.bank_account),
        };
        let row = request(tx, &wanted).await?;
        tell(tx, TransferId(row.id), EventKind::PayoutCreated).await?;
        Ok(Replayable::first(tx, row.payout_view()?)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}

fn of_merchant(failure: Failure<MerchantRefused>) -> Failure<TransferRefused> {
    match failure {
        Failure::Refused(why) => Failure::Refused(TransferRefused::Merchant(why)),
        Failure::Work(error) => Failure::Work(error),
    }
}
