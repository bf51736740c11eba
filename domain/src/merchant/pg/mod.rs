//! Merchants in PostgreSQL.

mod active; // switched off and on, and who may act
mod fund; // money that arrived at the bank for a merchant
mod ledger; // what is available, what is held, and how it changed
mod list; // merchants with what they hold and where it may go

pub use active::SetMerchantActive;
pub(crate) use active::{is_switched_on, must_be_active};
pub use fund::{FundMerchant, FundMerchantRefused};
pub use ledger::{balance, home, ledger};
pub use list::{merchant, merchants, merchants_by_id};
