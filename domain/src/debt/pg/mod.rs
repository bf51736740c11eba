//! The workflows over debts.

mod day_end; // one business day, in batches
mod one; // what one borrower owes and did not pay in time
mod pay; // instalments of any debt, from the wallet
mod settle; // ends days for some borrowers, under their locks
mod standing; // locking it, and what ends a debt
mod terms; // charges for being late, as settings
mod work_list; // who is overdue, for admins
mod write_off; // given up as lost

pub use day_end::{AskDayEnd, EndDay, day_ends, next_day};
pub use one::debt;
pub use pay::PayDebt;
pub use terms::{SetPenalTerms, penal_terms};
pub use work_list::{OverdueFilter, overdue_borrowers};
pub use write_off::{Debt, WriteOff};

pub(crate) use settle::overdue_of;
pub(crate) use standing::{LockedStanding, debt_accounts, lends, review, up_to_date};
