//! What a borrower is told: before something is due, when it is overdue, and what became of a refund.

mod kind;
#[cfg(feature = "pg")]
pub mod pg;
pub mod view;

pub use kind::Kind;
