//! Bank accounts in PostgreSQL. A number lies there sealed, beside its last four digits.

mod add; // a new one; the same again is the one that exists
mod read; // lists, one, and the whole of it for the bank
mod all; // everybody's, for admins

pub use add::{AddBankAccount, AddBankAccountRefused};
pub use all::all_bank_accounts;
pub(crate) use read::bank_accounts_of_all;
pub use read::{account_for_bank, bank_account, bank_accounts};

/// What is sealed, for whom; see [`crate::work::Vault`].
const NUMBER: &str = "bank_account.number";
