//! What is done later: a closed list of kinds, each with its rule for trying again.
//!
//! A job is a row that the command needing it writes in its own transaction. Workers (in `server`) claim rows,
//! hold them by a lease and not by a lock, and say how each try ended. Why a table of our own and no library:
//! `docs/decisions/0005-own-job-table.md`.

mod kind;
#[cfg(feature = "pg")]
pub mod pg;
mod retry;
pub mod view;

pub use kind::{JobKind, PERIODIC};
pub use retry::backoff;
