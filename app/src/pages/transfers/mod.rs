//! Money across the bank, as the one whose money it is and as admins see it.

mod facts; // one transfer
mod state; // where it stands, and what happens next
mod table; // many

pub(crate) use facts::TransferFacts;
pub(crate) use state::{StateBadge, state_choices};
pub(crate) use table::TransferTable;
