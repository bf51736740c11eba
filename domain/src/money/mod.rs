//! Money: whole paise, exact rates, named roundings, and how amounts are read and written.
//!
//! A [`Decimal`](rust_decimal::Decimal) in this crate is always rupees or percent, an integer always paise.
//! Nothing here is a binary float.

pub(crate) mod arithmetic; // checked, and small in the browser
pub(crate) mod in_paise; // as whole paise on the wire
mod paise; // the amount itself
mod parse; // amounts from requests and from forms
mod rate; // percent a year
mod round; // from exact results to paise, by name
mod show; // ₹1,23,456.00

pub use paise::{MoneyError, Paise, PositivePaise};
pub use parse::AMOUNT_MAX;
pub(crate) use rate::TWELVE_HUNDRED;
pub use rate::{Rate, RateError};
pub use round::{prorate_half_even, round_half_even, split};
