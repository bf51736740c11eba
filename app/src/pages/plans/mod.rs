//! Buy now, pay later: the plans of a borrower, of a merchant's customers, of everybody.

mod lists; // plans, newest first
mod one; // one plan, whoever looks
mod parts; // what the pages share
pub mod server;

pub(crate) use lists::{AdminPlansPage, MerchantPlansPage, PlansPage};
pub(crate) use one::{AdminPlanPage, MerchantPlanPage, PlanPage};
