//! Merchants: who they are, what they hold with us and how it moved.

pub mod body; // the untrusted request
pub mod error; // why something is not a merchant's to do
pub mod filter; // which lines of a ledger
#[cfg(feature = "pg")]
pub mod pg; // balance, ledger, the list, money that arrives, switched off and on
pub mod view; // what pages and the API are shown
