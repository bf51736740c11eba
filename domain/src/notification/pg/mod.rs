//! Notifications in PostgreSQL.

mod mail; // what goes out by e-mail
mod read; // a person's own
mod tell; // in the transaction of whatever happened

pub use mail::{mailed, unmailed};
pub use read::{MarkRead, notifications, unread};

pub(crate) use tell::{About, remind, tell};
