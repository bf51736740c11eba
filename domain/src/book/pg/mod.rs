//! Counting months, and reading them.

mod close; // a month that is over, kept
mod read; // months that are kept, and those that are not yet

pub use close::{BookRefused, CloseMonth, next_month};
pub use read::book;
