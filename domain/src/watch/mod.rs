//! What an operator's instruments read: how much waits, what is stuck, when the ledger was last proven.

#[cfg(feature = "pg")]
pub mod pg;
