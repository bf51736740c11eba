//! Buy now, pay later. A purchase is a payment, and a plan is how it was paid: the merchant has its money at once less its fee,
//! and the borrower owes it in instalments without interest.

pub mod body; // what clients send
pub mod error; // why it was refused
pub mod postings; // fact to ledger entry
pub mod split; // into instalments, and what a refund takes off them
pub mod state; // of a plan and of its instalments
pub mod view; // what clients and pages are shown

#[cfg(feature = "pg")]
pub mod pg;

pub use state::{InstalmentState, InvalidPlanState, PlanState};
