//! Fact to ledger entry. Each is drawn as a worked T-account in `docs/ledger.md`.

use super::TransferKind;
use crate::{
    id::{AccountId, TransferId},
    ledger::{
        account::BANK,
        entry::{Entry, EntryError, Leg},
        kind::EntryKind,
        merchant::MerchantAccounts,
    },
    money::PositivePaise,
};

/// The owner's two accounts: what can be spent, and what is held for something under way.
#[derive(Clone, Copy, Debug)]
pub struct OwnerAccounts {
    pub available: AccountId,
    pub held: AccountId,
}

/// Set aside when it is asked for. `None`: a deposit holds nothing.
pub fn held(
    kind: TransferKind,
    transfer: TransferId,
    accounts: OwnerAccounts,
    amount: PositivePaise,
) -> Option<Result<Entry, EntryError>> {
    let (kind, words) = match kind {
        TransferKind::Deposit => return None,
        TransferKind::Withdrawal => (EntryKind::WithdrawalHeld, "Withdrawal"),
        TransferKind::Payout => (EntryKind::PayoutHeld, "Payout"),
    };
    let amount = amount.get();
    let legs = vec![Leg::debit(accounts.available, amount), Leg::credit(accounts.held, amount)];
    Some(Entry::new(kind, format!("{words} of {} asked for", amount.show()), Some(transfer.0), legs))
}

/// The bank says that it moved.
pub fn settled(
    kind: TransferKind,
    transfer: TransferId,
    accounts: OwnerAccounts,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let amount = amount.get();
    let (kind, words, legs) = match kind {
        TransferKind::Deposit => {
            let legs = vec![Leg::debit(BANK, amount), Leg::credit(accounts.available, amount)];
            (EntryKind::DepositSettled, "Deposit", legs)
        }
        TransferKind::Withdrawal => {
            let legs = vec![Leg::debit(accounts.held, amount), Leg::credit(BANK, amount)];
            (EntryKind::WithdrawalSettled, "Withdrawal", legs)
        }
        TransferKind::Payout => {
            let legs = vec![Leg::debit(accounts.held, amount), Leg::credit(BANK, amount)];
            (EntryKind::PayoutSettled, "Payout", legs)
        }
    };
    Entry::new(kind, format!("{words} of {}", amount.show()), Some(transfer.0), legs)
}

/// A withdrawal failed: what was held goes back.
pub fn withdrawal_returned(
    transfer: TransferId,
    accounts: OwnerAccounts,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let amount = amount.get();
    let legs = vec![Leg::debit(accounts.held, amount), Leg::credit(accounts.available, amount)];
    let words = format!("Withdrawal of {} returned", amount.show());
    Entry::new(EntryKind::WithdrawalReturned, words, Some(transfer.0), legs)
}

/// A payout failed: what was held is the merchant's again, less what it owes.
pub fn payout_returned(
    transfer: TransferId,
    merchant: MerchantAccounts,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let amount = amount.get();
    let mut legs = vec![Leg::debit(merchant.held, amount)];
    legs.extend(merchant.comes_in(amount));
    let words = format!("Payout of {} returned", amount.show());
    Entry::new(EntryKind::PayoutReturned, words, Some(transfer.0), legs)
}
