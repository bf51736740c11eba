//! What a merchant holds, how it moved, and how it is paid out.

mod home; // the first page
mod ledger; // every change of what is available
mod payouts; // list, one, and a new one
pub mod server;

pub(crate) use home::MerchantPage;
pub(crate) use ledger::MerchantLedgerPage;
pub(crate) use payouts::{NewPayoutPage, PayoutPage, PayoutsPage};
