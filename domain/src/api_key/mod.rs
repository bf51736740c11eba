//! What merchants' servers sign in with: keys that are shown once, may be used for some things only, and can be revoked.

pub mod body;
#[cfg(feature = "pg")]
pub mod pg;
mod scope;
pub mod view;

pub use scope::{Scope, Scopes};
