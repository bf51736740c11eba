//! Money across the bank, as the one whose money it is and as admins see it.

mod ask; // how much, and to which account
mod confirm; // what will happen, before it happens
mod facts; // one transfer
pub mod server;
mod state; // where it stands, and what happens next
mod table; // many
mod way; // the three ways that money goes, in words

pub(crate) use facts::TransferFacts;
pub(crate) use state::{StateBadge, state_choices};
pub(crate) use table::TransferTable;
pub(crate) use way::{ADD, MoveMoney, PAY_OUT, WITHDRAW, with_first_key};
