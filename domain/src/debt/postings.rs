//! Fact to ledger entry. Each is drawn as a worked T-account in `docs/ledger.md`.

use crate::{
    id::AccountId,
    ledger::{
        account::{PENAL_INCOME, WRITE_OFF},
        debt::DebtAccounts,
        entry::{Entry, EntryError, Leg},
        kind::EntryKind,
    },
    money::Paise,
};
use chrono::NaiveDate;
use uuid::Uuid;

/// A charge is owed from the day for which it is made, and is income of that day.
pub fn charged(debt: Uuid, dues: AccountId, day: NaiveDate, amount: Paise) -> Result<Entry, EntryError> {
    Entry::new(
        EntryKind::PenalCharged,
        format!("Charge for being late on {}: {}", crate::calendar::show_date(day), amount.show()),
        Some(debt),
        vec![Leg::debit(dues, amount), Leg::credit(PENAL_INCOME, amount)],
    )
}

/// What it was for was refunded.
pub fn waived(debt: Uuid, dues: AccountId, amount: Paise) -> Result<Entry, EntryError> {
    Entry::new(
        EntryKind::PenalWaived,
        format!("Charge of {} waived", amount.show()),
        Some(debt),
        vec![Leg::debit(PENAL_INCOME, amount), Leg::credit(dues, amount)],
    )
}

/// Given up as lost: what is owed of it is a loss. It is owed all the same.
pub fn written_off(
    debt: Uuid,
    accounts: DebtAccounts,
    lent: Paise,
    penal: Paise,
) -> Result<Entry, EntryError> {
    let both = lent.checked_add(penal).ok_or(EntryError::OutOfRange)?;
    let mut legs = vec![Leg::debit(WRITE_OFF, both)];
    legs.extend(accounts.paid(lent, penal)?);
    Entry::new(EntryKind::WrittenOff, format!("{} written off", both.show()), Some(debt), legs)
}
