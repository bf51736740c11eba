//! The two accounts of what somebody owes us on a loan or plan: what was lent, and the charges for being late. Once it is given up
//! as lost both are empty, and what is paid all the same lowers the loss.

use super::{
    account::WRITE_OFF,
    entry::{EntryError, Leg},
};
use crate::{id::AccountId, money::Paise};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebtAccounts {
    /// `loan_principal` or `bnpl_receivable`.
    pub lent: AccountId,
    /// `loan_dues`; opened with the first charge.
    pub dues: Option<AccountId>,
    pub written_off: bool,
}

impl DebtAccounts {
    /// What was just lent.
    pub const fn new(lent: AccountId) -> DebtAccounts {
        DebtAccounts { lent, dues: None, written_off: false }
    }

    /// What paying so much of it credits.
    pub fn paid(self, lent: Paise, penal: Paise) -> Result<Vec<Leg>, EntryError> {
        if self.written_off {
            let both = lent.checked_add(penal).ok_or(EntryError::OutOfRange)?;
            return Ok(vec![Leg::credit(WRITE_OFF, both)]);
        }
        let mut legs = vec![Leg::credit(self.lent, lent)];
        if !penal.is_zero() {
            // Charges that were never booked cannot be paid.
            legs.push(Leg::credit(self.dues.ok_or(EntryError::Unbalanced)?, penal));
        }
        Ok(legs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_was_given_up_is_a_recovery() {
        let [lent, dues] = [1, 2].map(|number| AccountId(Uuid::from_u128(number)));
        let accounts = DebtAccounts { lent, dues: Some(dues), written_off: false };
        let [hundred, seven] = [100, 7].map(Paise::new);
        let paid = |accounts: DebtAccounts| accounts.paid(hundred, seven);
        assert_eq!(paid(accounts), Ok(vec![Leg::credit(lent, hundred), Leg::credit(dues, seven)]));
        let lost = DebtAccounts { written_off: true, ..accounts };
        assert_eq!(paid(lost), Ok(vec![Leg::credit(WRITE_OFF, Paise::new(107))]));
        assert!(paid(DebtAccounts::new(lent)).is_err());
        assert_eq!(DebtAccounts::new(lent).paid(hundred, Paise::ZERO), Ok(vec![Leg::credit(lent, hundred)]));
    }
}
