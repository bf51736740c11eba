//! The ledger: accounts, trial balance, entries, and what made a balance.

mod account; // "explain this balance"
mod entries; // entries, and one with its legs
mod overview; // trial balance and accounts
pub mod server;

pub(crate) use account::AccountPage;
pub(crate) use entries::{EntriesPage, EntryPage};
pub(crate) use overview::LedgerPage;
