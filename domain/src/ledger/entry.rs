//! A balanced set of legs. There is no way to hold an unbalanced one.

use super::kind::EntryKind;
use crate::{
    id::{AccountId, EntryId},
    money::Paise,
};
use uuid::Uuid;

/// One side of an entry: debit positive, credit negative, never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    account: AccountId,
    amount: Paise,
}

/// A movement of money, before it is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    kind: EntryKind,
    description: String,
    reference: Option<Uuid>,
    reverses: Option<EntryId>,
    legs: Vec<Leg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("the legs do not add up to zero")]
    Unbalanced,
    #[error("an entry moves money between at least two accounts")]
    TooFewLegs,
    #[error("an account stands on one side of an entry only")]
    AccountTwice,
    #[error("a leg is out of range")]
    OutOfRange,
}

impl Leg {
    /// Takes an amount of either sign; a debit of −5 is a credit of 5.
    pub fn debit(account: AccountId, amount: Paise) -> Leg {
        Leg { account, amount }
    }

    pub fn credit(account: AccountId, amount: Paise) -> Leg {
        // i64::MIN has no opposite; it stays what it is and cannot balance anything (see Entry::new).
        Leg { account, amount: amount.checked_neg().unwrap_or(amount) }
    }

    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Debit positive, credit negative.
    pub fn amount(&self) -> Paise {
        self.amount
    }
}

impl Entry {
    /// Legs of zero are left out: a repayment without interest has no interest leg.
    pub fn new(
        kind: EntryKind,
        description: impl Into<String>,
        reference: Option<Uuid>,
        legs: Vec<Leg>,
    ) -> Result<Entry, EntryError> {
        let legs: Vec<Leg> = legs.into_iter().filter(|leg| !leg.amount.is_zero()).collect();
        if legs.len() < 2 {
            return Err(EntryError::TooFewLegs);
        }
        if legs.iter().any(|leg| leg.amount.checked_neg().is_none()) {
            return Err(EntryError::OutOfRange);
        }
        let mut accounts: Vec<AccountId> = legs.iter().map(Leg::account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        if accounts.len() != legs.len() {
            return Err(EntryError::AccountTwice);
        }
        let total: i128 = legs.iter().map(|leg| i128::from(leg.amount.get())).sum();
        if total != 0 {
            return Err(EntryError::Unbalanced);
        }
        Ok(Entry { kind, description: description.into(), reference, reverses: None, legs })
    }

    /// The same legs the other way round, linked to the entry that they take back.
    pub fn reversal(
        of: EntryId,
        description: impl Into<String>,
        reference: Option<Uuid>,
        legs: &[Leg],
    ) -> Result<Entry, EntryError> {
        let legs = legs.iter().map(|leg| Leg::credit(leg.account, leg.amount)).collect();
        let entry = Entry::new(EntryKind::Reversal, description, reference, legs)?;
        Ok(Entry { reverses: Some(of), ..entry })
    }

    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    pub fn description(&self) -> &str {
        &self.description
    }

    pub fn reference(&self) -> Option<Uuid> {
        self.reference
    }

    pub fn reverses(&self) -> Option<EntryId> {
        self.reverses
    }

    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    #[track_caller]
    fn check(legs: &[(u128, i64)], expected: Result<usize, EntryError>) {
        let legs = legs.iter().map(|(n, paise)| Leg::debit(account(*n), Paise::new(*paise))).collect();
        let made = Entry::new(EntryKind::LoanRepaid, "", None, legs);
        assert_eq!(made.map(|entry| entry.legs().len()), expected);
    }

    #[test]
    fn an_unbalanced_entry_does_not_exist() {
        check(&[(1, 5), (2, -5)], Ok(2));
        check(&[(1, 5), (2, -3), (3, -2)], Ok(3));
        check(&[(1, 5), (2, 0), (3, -5)], Ok(2));
        check(&[(1, 5), (2, -4)], Err(EntryError::Unbalanced));
        check(&[(1, 5)], Err(EntryError::TooFewLegs));
        check(&[(1, 0), (2, 0)], Err(EntryError::TooFewLegs));
        check(&[], Err(EntryError::TooFewLegs));
        check(&[(1, 5), (1, -5)], Err(EntryError::AccountTwice));
        check(&[(1, i64::MIN), (2, i64::MAX), (3, 1)], Err(EntryError::OutOfRange));
        // Sums beyond i64 are still sums.
        check(&[(1, i64::MAX), (2, i64::MAX), (3, 1), (4, -i64::MAX), (5, -i64::MAX), (6, -1)], Ok(6));
        check(&[(1, i64::MAX), (2, i64::MAX), (3, 2)], Err(EntryError::Unbalanced));
    }
}
