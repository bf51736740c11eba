//! Business time. In a demonstration it can be moved ahead, so that months of dues, charges and classes can be watched in a minute.

mod body;
#[cfg(feature = "pg")]
mod pg;
mod view;

pub use body::{ClockBody, Jump};
#[cfg(feature = "pg")]
pub use pg::{ClockRefused, MoveClock, clock, offset};
pub use view::ClockView;
