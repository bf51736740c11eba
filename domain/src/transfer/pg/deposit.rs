//! A borrower adds money. Nothing is credited before the bank says that it arrived.

use super::request::{Requested, Wanted, request};
use crate::{
    actor::Borrower,
    explain::Explanation,
    id::PersonId,
    money::PositivePaise,
    transfer::{TransferKind, body::DepositBody, error::TransferRefused, view::WalletTransferView},
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Replayable, Tx, WorkError},
};

pub struct RequestDeposit {
    borrower: Borrower,
    amount: PositivePaise,
    claim: Claim,
    meta: Meta,
}

impl DepositBody {
    pub fn parse(
        &self,
        borrower: Borrower,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<RequestDeposit, Explanation> {
        let amount = self.read()?;
        let claim = Claim::new(borrower.person().0, key, &amount.get());
        Ok(RequestDeposit { borrower, amount, claim, meta })
    }
}

impl Command for RequestDeposit {
    const NAME: &'static str = "deposit.request";
    type Output = Requested<WalletTransferView>;
    type Refusal = TransferRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.borrower.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<TransferRefused>> {
        let owner = self.borrower.person().0;
        let wanted = Wanted { kind: TransferKind::Deposit, owner, amount: self.amount, bank_account: None };
        let row = request(tx, &wanted).await?;
        Ok(Replayable::first(tx, row.wallet_view()?)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}
