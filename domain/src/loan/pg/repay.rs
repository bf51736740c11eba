//! A borrower pays from the wallet. The hottest of the commands: it reads once, decides in Rust, writes once.
//!
//! Four round trips: begin, one statement that reads and locks, one that writes everything (entry, legs,
//! balances, loan, instalments, repayment, record), commit. A borrower who is in debt, or for whom a day is over that was not yet
//! ended, costs some more.

use super::receive::{LockedLoan, answer, lock_loan, write_receipt};
use crate::{
    actor::Borrower,
    debt::pg::{review, up_to_date},
    explain::Explanation,
    id::{LoanId, PersonId, RepaymentId},
    loan::{body::RepayBody, error::RepayRefused, position::Receipt, view::RepaymentReceipt},
    money::PositivePaise,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;

pub struct Repay {
    borrower: Borrower,
    loan: LoanId,
    amount: PositivePaise,
    claim: Claim,
    meta: Meta,
}

impl RepayBody {
    /// The key comes in the body, else in the header.
    pub fn parse(
        &self,
        borrower: Borrower,
        header_key: Option<&str>,
        meta: Meta,
    ) -> Result<Repay, Explanation> {
        let loan: LoanId = self.loan_id.id("loan_id")?;
        let amount = self.amount.amount("amount")?;
        let in_body = self.idempotency_key.optional_text("idempotency_key", 255)?;
        let key = match in_body.as_deref().or(header_key) {
            Some(key) => IdempotencyKey::parse(key)?,
            None => return Err(IdempotencyKey::required()),
        };
        let claim = Claim::new(borrower.person().0, key, &(loan, amount.get()));
        Ok(Repay { borrower, loan, amount, claim, meta })
    }
}

impl Command for Repay {
    const NAME: &'static str = "loan.repay";
    const READS_OPENING: bool = true;
    type Output = Replayable<RepaymentReceipt>;
    type Refusal = RepayRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.borrower.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<RepayRefused>> {
        let person = self.borrower.person();
        let mut loan = lock_loan(tx, self.loan, person, Some((Self::NAME, &self.claim))).await?;
        // The standing is locked where this is so (see `lock_loan`).
        let late = if loan.is_late { up_to_date(tx, person).await? } else { None };
        if late.is_some() {
            loan = lock_loan(tx, self.loan, person, None).await?;
        }
        let receipt = self.receipt(tx, &loan)?;
        let answer = answer(self.loan, RepaymentId::new(), &receipt, tx.now());
        let id = answer.repayment.id;
        tx.record(Record::of("loan", self.loan.0).after(json!({
            "repayment": id,
            "amount": answer.repayment.amount,
            "outstanding": answer.new_outstanding,
            "closed": answer.loan_closed,
        })));
        let replayable = Replayable::first(tx, answer)?;
        let record = tx.record_row();
        write_receipt(tx, &loan, &receipt, id, Some(record)).await?;
        tx.recorded();
        if let Some(late) = late {
            review(tx, &late).await?;
        }
        Ok(replayable)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}

impl Repay {
    fn receipt(&self, tx: &Tx, loan: &LockedLoan) -> Result<Receipt, Failure<RepayRefused>> {
        let available = loan.wallet_balance;
        let short = |requested| refuse(RepayRefused::InsufficientFunds { available, requested });
        match loan.position.receive(self.amount, tx.today()) {
            Ok(receipt) if receipt.taken > available => Err(short(receipt.taken)),
            // More than is owed and more than there is: that it is not there is told first.
            Err(_) if self.amount.get() > available => Err(short(self.amount.get())),
            received => received.map_err(|why| refuse(why.into())),
        }
    }
}
