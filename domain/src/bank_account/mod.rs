//! Where people and merchants have money at a bank: the only places to which it may be sent.

pub mod body; // the untrusted request and how it is read
#[cfg(feature = "pg")]
pub mod pg; // kept sealed; opened only for the bank
pub mod view; // what pages and the API are shown: the number's end
