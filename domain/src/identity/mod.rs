//! People, their passwords and their sign-ins.

pub mod body; // untrusted requests and how they are read
pub mod error; // the refusals
#[cfg(feature = "pg")]
pub mod pg; // register, sign in, refresh, sign out
pub mod view; // what pages and the API are shown
