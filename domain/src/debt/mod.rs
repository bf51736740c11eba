//! What is owed and not paid in time: by whom, since when, in which of the Reserve Bank's classes, and what it costs. A business
//! day ends once for every borrower who owes something; what it finds it finds again, however often it is run.

pub mod body; // what clients send
pub mod day; // what the end of a business day does to a borrower's debts
pub mod error; // why it was refused
pub mod penal; // charges for being late
pub mod postings; // fact to ledger entry
pub mod standing; // in good standing or a debtor
pub mod view; // what clients and pages are shown

#[cfg(feature = "pg")]
pub mod pg;

pub use standing::Standing;
