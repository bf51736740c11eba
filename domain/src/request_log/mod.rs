//! What merchants' servers asked of the API, for their developers to look at. Bodies are masked before they are kept.

mod mask; // what of a body may be kept
#[cfg(feature = "pg")]
pub mod pg;
pub mod view;

pub use mask::masked;
