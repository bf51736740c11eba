//! Fact to ledger entry. Each is drawn as a worked T-account in `docs/ledger.md`.

use super::position::Receipt;
use crate::{
    id::{AccountId, LoanId, RepaymentId},
    ledger::{
        account::INTEREST_INCOME,
        debt::DebtAccounts,
        entry::{Entry, EntryError, Leg},
        kind::EntryKind,
    },
    money::{Paise, PositivePaise},
};

/// The accounts that a repayment moves between.
#[derive(Clone, Copy, Debug)]
pub struct LoanAccounts {
    pub wallet: AccountId,
    pub debt: DebtAccounts,
}

/// The loan is paid out: we are owed the principal, and owe the wallet as much.
pub fn disbursed(
    loan: LoanId,
    accounts: LoanAccounts,
    principal: PositivePaise,
) -> Result<Entry, EntryError> {
    let principal = principal.get();
    Entry::new(
        EntryKind::LoanDisbursed,
        format!("Loan of {} paid out", principal.show()),
        Some(loan.0),
        vec![Leg::debit(accounts.debt.lent, principal), Leg::credit(accounts.wallet, principal)],
    )
}

/// Money from the wallet: interest is income when it is collected, the rest lowers what is owed. Interest that was collected ahead of its time and credited back at closing is a debit of income.
pub fn repaid(
    repayment: RepaymentId,
    accounts: LoanAccounts,
    receipt: &Receipt,
) -> Result<Entry, EntryError> {
    let mut legs =
        vec![Leg::debit(accounts.wallet, receipt.taken), Leg::credit(INTEREST_INCOME, receipt.interest)];
    legs.extend(accounts.debt.paid(receipt.principal, receipt.penal)?);
    Entry::new(EntryKind::LoanRepaid, describe(receipt), Some(repayment.0), legs)
}

fn describe(receipt: &Receipt) -> String {
    let mut parts = vec![format!("{} principal", receipt.principal.show())];
    if receipt.interest.is_positive() {
        parts.push(format!("{} interest", receipt.interest.show()));
    } else if receipt.interest != Paise::ZERO {
        parts.push(format!("{} interest credited back", receipt.interest.abs().show()));
    }
    if receipt.penal.is_positive() {
        parts.push(format!("{} charges", receipt.penal.show()));
    }
    let what = if receipt.closed { "Loan closed" } else { "Repayment" };
    format!("{what}: {}", parts.join(" · "))
}
