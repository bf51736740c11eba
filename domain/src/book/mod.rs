//! The book of loans month by month, as lenders measure it: portfolio at risk, collection efficiency, vintages.

#[cfg(feature = "pg")]
pub mod pg;
mod share; // a part of a whole, in percent
pub mod view;

pub use share::Share;
