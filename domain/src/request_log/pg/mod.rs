//! The log of requests in PostgreSQL.

mod keep; // written, many at once
mod list; // read by a merchant
mod purge; // forgotten

pub use keep::{Line, keep};
pub use list::{RequestFilter, requests};
pub use purge::purge;
