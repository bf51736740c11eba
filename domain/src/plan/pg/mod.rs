//! Plans in PostgreSQL: the commands, one file a verb, and what is read.

mod announce; // what merchants' servers are told of them
mod cancel; // while nothing is paid
mod create; // the purchase, the money of the merchant, the instalments
mod lists; // plans in lists, and one plan
mod money; // what paying and refunding does to a locked plan
mod rows; // rows and what they become

pub use cancel::{CancelPlan, CancelledBy};
pub use create::{CreatePlan, PlanCreated};
pub use lists::{PlanFilter, PlanReader, offer, plan, plans, plans_by_id};

pub(crate) use announce::plan as announce_plan;
pub(crate) use money::{LockedPlan, announce_end, credit_refund, lock_plan, lock_plans_of, pay_instalments};
