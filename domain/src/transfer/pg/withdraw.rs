//! A borrower takes money out. It is held at once, so that it cannot be spent twice.

use super::request::{Requested, Wanted, request};
use crate::{
    actor::Borrower,
    explain::Explanation,
    id::{BankAccountId, PersonId},
    money::PositivePaise,
    transfer::{TransferKind, body::WithdrawBody, error::TransferRefused, view::WalletTransferView},
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Replayable, Tx, WorkError},
};

pub struct RequestWithdrawal {
    borrower: Borrower,
    amount: PositivePaise,
    bank_account: BankAccountId,
    claim: Claim,
    meta: Meta,
}

impl WithdrawBody {
    pub fn parse(
        &self,
        borrower: Borrower,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<RequestWithdrawal, Explanation> {
        let (amount, bank_account) = self.read()?;
        let claim = Claim::new(borrower.person().0, key, &(amount.get(), bank_account));
        Ok(RequestWithdrawal { borrower, amount, bank_account, claim, meta })
    }
}

impl Command for RequestWithdrawal {
    const NAME: &'static str = "withdrawal.request";
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
        let wanted = Wanted {
            kind: TransferKind::Withdrawal,
            owner: self.borrower.person().0,
            amount: self.amount,
            bank_account: Some(self.bank_account),
        };
        let row = request(tx, &wanted).await?;
        Ok(Replayable::first(tx, row.wallet_view()?)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}
