//! Money that somebody asks back, and somebody else decides.

mod ask; // a borrower asks
mod decide; // the merchant or an admin says yes or no
mod list;
pub mod server;

pub(crate) use ask::AskBackPage;
pub(crate) use decide::{AdminRefundsPage, MerchantRefundsPage};
pub(crate) use list::{RefundRows, RefundsPage};
