//! A borrower's loans: apply, watch, pay.

mod apply; // ask for one
mod list; // all of mine
mod loan; // one
mod pay; // what will happen, before it happens
mod receipt; // what happened
mod schedule; // every instalment with its state
pub mod server;
mod ways_to_pay; // an instalment, another amount, all of it

pub(crate) use apply::ApplyPage;
pub(crate) use list::{LoansPage, StateBadge, rate_words};
pub(crate) use loan::{LoanPage, LoanParts, per_cent};
pub(crate) use pay::PayPage;
pub(crate) use receipt::{EntryPanel, ReceiptPage, kind_words};
