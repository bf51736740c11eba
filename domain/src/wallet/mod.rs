//! What a person holds with us.

pub mod filter; // which lines of a history
#[cfg(feature = "pg")]
pub mod pg; // balance, history, statement, top-up
pub mod view; // what pages and the API are shown
