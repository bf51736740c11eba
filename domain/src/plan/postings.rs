//! Fact to ledger entry. Each is drawn as a worked T-account in `docs/ledger.md`.

use crate::{
    id::{AccountId, PaymentId, PlanId},
    ledger::{
        account::MERCHANT_FEE_INCOME,
        debt::DebtAccounts,
        entry::{Entry, EntryError, Leg},
        kind::EntryKind,
        merchant::MerchantAccounts,
    },
    money::{Paise, PositivePaise},
};

/// The merchant has its money, less the fee and what it owes us; the borrower owes all of it.
pub fn financed(
    payment: PaymentId,
    words: &str,
    receivable: AccountId,
    merchant: MerchantAccounts,
    amount: PositivePaise,
    fee: Paise,
) -> Result<Entry, EntryError> {
    let amount = amount.get();
    let net = amount.checked_sub(fee).ok_or(EntryError::OutOfRange)?;
    let mut legs = vec![Leg::debit(receivable, amount), Leg::credit(MERCHANT_FEE_INCOME, fee)];
    legs.extend(merchant.comes_in(net));
    Entry::new(EntryKind::PlanFinanced, words, Some(payment.0), legs)
}

/// Instalments of one plan, with their charges, from the wallet.
pub fn paid(
    plan: PlanId,
    words: &str,
    wallet: AccountId,
    accounts: DebtAccounts,
    amount: Paise,
    penal: Paise,
) -> Result<Entry, EntryError> {
    let mut legs = vec![Leg::debit(wallet, amount.checked_add(penal).ok_or(EntryError::OutOfRange)?)];
    legs.extend(accounts.paid(amount, penal)?);
    Entry::new(EntryKind::PlanPaid, words, Some(plan.0), legs)
}
