//! The ledger in PostgreSQL.

mod about; // the entries behind an object
mod accounts; // opening and finding accounts
mod capital; // the owners put money in
mod entries; // reads for the admin's pages: entries and their legs
mod explain; // "explain this balance"
mod merchant; // a merchant's accounts, locked
mod post; // the only way in
mod proof; // every balance recomputed from its legs
mod reverse; // mistakes are taken back by new entries

pub use about::entries_about;
pub use accounts::{account_of, accounts, open, trial_balance};
pub use capital::PayInCapital;
pub use entries::{entries, entry, receipt_entry};
pub use explain::{account_lines, explain_balance};
pub use merchant::{LockedWallet, lock_merchant};
pub(crate) use post::post_all;
pub use post::{Posting, post};
pub use proof::{prove, prove_at_length};
pub use reverse::Reverse;
