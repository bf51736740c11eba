//! The double-entry ledger: accounts, entries, balances and their proof.

pub mod account; // the chart, and where to find an account
pub mod debt; // the accounts of what somebody owes us
pub mod entry; // balanced or it does not exist
pub mod merchant; // a merchant's accounts, and what goes where between them
pub mod kind; // the closed list of reasons money moves
#[cfg(feature = "pg")]
pub mod pg; // posting, balances, history, proof
pub mod view; // what the admin is shown
