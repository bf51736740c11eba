//! What merchants' servers are told of what happens to what is theirs: endpoints, events, deliveries.
//!
//! An event is written in the transaction of its cause ([`pg::announce`]), with a delivery and a job for each endpoint that
//! wants it. Sending is the server's; what may be sent where, and how often, is decided here.

mod address;
pub mod body;
mod kind;
#[cfg(feature = "pg")]
pub mod pg;
#[cfg(feature = "pg")]
mod reach;
mod retry;
pub mod view;

pub use address::{is_public, masked};
pub use kind::{EventKind, Wanted};
#[cfg(feature = "pg")]
pub use reach::{Addresses, Names, Reach, Reachable};
pub use retry::{Attempt, DAY, next_pause};
