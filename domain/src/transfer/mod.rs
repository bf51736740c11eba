//! Deposits, withdrawals and payouts: money across the bank, from request to its one end.
//!
//! `pending → processing → success | failed`. What is asked of the bank may get no answer; then the transfer stays
//! `processing` until the bank says what became of it, and nothing is guessed.

pub mod attention;
pub mod body;
pub mod callback;
pub mod error;
mod kind;
pub mod next;
#[cfg(feature = "pg")]
pub mod pg;
pub mod postings;
mod state;
pub mod view;

pub use kind::TransferKind;
pub use state::{InvalidState, TransferState};
