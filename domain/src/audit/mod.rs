//! Who did what to what, before and after: the record that every command left.

#[cfg(feature = "pg")]
pub mod pg;
pub mod view;
