//! A borrower pays instalments, of plans and of loans, overdue or coming, from the wallet: all of them or none.

use super::standing::{LockedStanding, review, up_to_date};
use crate::{
    actor::Borrower,
    debt::{body::PayDebtBody, error::DebtRefused, view::PaidDebtView},
    explain::Explanation,
    id::{AccountId, InstalmentId, LoanId, PersonId, RepaymentId},
    loan::{
        error::RepayRefused,
        pg::{LockedLoan, lock_loan, write_receipt},
        position::{Receipt, RowStatus},
    },
    money::Paise,
    plan::{
        InstalmentState,
        pg::{LockedPlan, lock_plans_of, pay_instalments},
    },
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

pub struct PayDebt {
    borrower: Borrower,
    /// In order, each once.
    instalments: Vec<InstalmentId>,
    claim: Claim,
    meta: Meta,
}

impl PayDebtBody {
    pub fn parse(&self, borrower: Borrower, key: IdempotencyKey, meta: Meta) -> Result<PayDebt, Explanation> {
        let instalments = self.read()?;
        let claim = Claim::new(borrower.person().0, key, &instalments);
        Ok(PayDebt { borrower, instalments, claim, meta })
    }
}

impl Command for PayDebt {
    const NAME: &'static str = "debt.pay";
    type Output = Replayable<PaidDebtView>;
    type Refusal = DebtRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.borrower.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<DebtRefused>> {
        let person = self.borrower.person();
        let standing = up_to_date(tx, person).await?.ok_or(refuse(DebtRefused::NotFound))?;
        let ids: Vec<Uuid> = self.instalments.iter().map(|id| id.0).collect();
        let loans = self.loans(tx, &ids).await?;
        let plans = lock_plans_of(tx, person, &ids).await?;
        let of_plans = plans.iter().flat_map(|plan| &plan.instalments);
        let of_plans = of_plans.filter(|one| self.instalments.contains(&one.id)).count();
        let of_loans: usize = loans.iter().map(|(_, numbers)| numbers.len()).sum();
        if of_plans + of_loans != self.instalments.len() {
            return Err(refuse(DebtRefused::NotYours));
        }
        self.must_be_open(&plans, tx)?;
        let loans = receipts(tx, loans)?;
        self.pay(tx, standing, &plans, loans).await
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}

impl PayDebt {
    /// The loans that some of them are of, locked, each with the numbers that were chosen of it.
    async fn loans(
        &self,
        tx: &mut Tx,
        ids: &[Uuid],
    ) -> Result<Vec<(LockedLoan, Vec<u16>)>, Failure<DebtRefused>> {
        let person = self.borrower.person();
        let rows = sqlx::query!(
            r#"
            select i.loan_id, i.number from instalment i join loan l on l.id = i.loan_id
            where i.id = any ($1) and l.person_id = $2 order by i.loan_id, i.number
            "#,
            ids,
            person.0,
        )
        .fetch_all(tx.conn())
        .await?;
        let mut chosen: BTreeMap<Uuid, Vec<u16>> = BTreeMap::new();
        for row in rows {
            chosen.entry(row.loan_id).or_default().push(u16::try_from(row.number).unwrap_or(0));
        }
        // All of them before any account.
        let loans: Vec<Uuid> = chosen.keys().copied().collect();
        sqlx::query!("select id from loan where id = any ($1) order by id for no key update", &loans)
            .fetch_all(tx.conn())
            .await?;
        let mut locked = Vec::with_capacity(chosen.len());
        for (loan, numbers) in chosen {
            locked.push((lock_loan(tx, LoanId(loan), person, None).await.map_err(of_loan)?, numbers));
        }
        Ok(locked)
    }

    fn must_be_open(&self, plans: &[LockedPlan], tx: &Tx) -> Result<(), Failure<DebtRefused>> {
        for one in plans.iter().flat_map(|plan| &plan.instalments) {
            if !self.instalments.contains(&one.id) {
                continue;
            }
            match InstalmentState::of(&one.part, tx.today()) {
                InstalmentState::Upcoming | InstalmentState::Overdue => {}
                closed @ (InstalmentState::Paid | InstalmentState::Refunded) => {
                    return Err(refuse(DebtRefused::NotOpen { current: closed.as_str() }));
                }
            }
        }
        Ok(())
    }

    async fn pay(
        &self,
        tx: &mut Tx,
        standing: LockedStanding,
        plans: &[LockedPlan],
        loans: Vec<(LockedLoan, Receipt)>,
    ) -> Result<Replayable<PaidDebtView>, Failure<DebtRefused>> {
        let person = self.borrower.person();
        let wallet = sqlx::query!(
            "select id, balance from account where owner_id = $1 and kind = 'wallet' for no key update",
            person.0
        )
        .fetch_one(tx.conn())
        .await?;
        let chosen = plans.iter().flat_map(|plan| &plan.instalments);
        let of_plans = chosen
            .filter(|one| self.instalments.contains(&one.id))
            .map(|one| one.part.left().saturating_add(one.penal))
            .fold(Paise::ZERO, Paise::saturating_add);
        let total = loans.iter().map(|(_, receipt)| receipt.taken).fold(of_plans, Paise::saturating_add);
        let available = Paise::new(wallet.balance);
        if total > available {
            return Err(refuse(DebtRefused::InsufficientFunds { available, requested: total }));
        }
        for plan in plans {
            pay_instalments(tx, plan, &self.instalments, AccountId(wallet.id)).await?;
        }
        for (loan, receipt) in &loans {
            write_receipt(tx, loan, receipt, RepaymentId::new(), None).await?;
        }
        let user_status = review(tx, &standing).await?;
        let many = self.instalments.len();
        let answer = PaidDebtView {
            message: format!(
                "{} {} paid.",
                total.show(),
                if many == 1 {
                    "for one instalment was".to_owned()
                } else {
                    format!("for {many} instalments were")
                }
            ),
            paid_installments: self.instalments.clone(),
            total_paid: total,
            user_status,
        };
        let mut record = Record::of("standing", person.0)
            .before(json!({ "status": standing.standing }))
            .after(json!({ "status": user_status, "paid": total, "installments": self.instalments }))
            .tells(person.0);
        for plan in plans {
            record = record.tells(plan.merchant.0);
        }
        tx.record(record);
        Ok(Replayable::first(tx, answer)?)
    }
}

/// What is paid of each loan. Its instalments are paid from the oldest on, and none that is overdue stays behind.
fn receipts(
    tx: &Tx,
    loans: Vec<(LockedLoan, Vec<u16>)>,
) -> Result<Vec<(LockedLoan, Receipt)>, Failure<DebtRefused>> {
    let today = tx.today();
    let receipt = |(loan, numbers): (LockedLoan, Vec<u16>)| {
        let states = loan.position.row_states(today);
        let open: Vec<_> = states.iter().filter(|row| row.status != RowStatus::Paid).collect();
        let chosen_open = open.iter().take(numbers.len()).map(|row| row.number);
        if numbers
            .iter()
            .any(|number| states.iter().any(|row| row.number == *number && row.status == RowStatus::Paid))
        {
            return Err(refuse(DebtRefused::NotOpen { current: "PAID" }));
        }
        let through = numbers.last().copied().unwrap_or(0);
        let left_behind = open.iter().any(|row| row.days_past_due > 0 && row.number > through);
        if left_behind || !chosen_open.eq(numbers.iter().copied()) {
            return Err(refuse(DebtRefused::OutOfOrder));
        }
        let receipt = loan.position.receive_rows(through, today);
        Ok((loan, receipt))
    };
    loans.into_iter().map(receipt).collect()
}

fn of_loan(failure: Failure<RepayRefused>) -> Failure<DebtRefused> {
    match failure {
        Failure::Refused(RepayRefused::NotActive { .. }) => {
            Failure::Refused(DebtRefused::NotOpen { current: "PAID" })
        }
        Failure::Refused(_) => Failure::Refused(DebtRefused::NotYours),
        Failure::Work(error) => Failure::Work(error),
    }
}
