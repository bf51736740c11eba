//! Jobs in PostgreSQL.

mod claim; // takes what is due, and what dead workers left
mod enqueue; // in the transaction of whoever needs it
mod finish; // how a try ended
mod lists; // what admins see
mod mend; // what admins do about it
mod periodic; // once for all processes
mod purge; // what nobody needs any more
mod worker; // who works

pub use claim::{Claimed, claim, recover_lost};
pub use enqueue::{enqueue, enqueue_after, hurry};
pub use finish::{Ended, finish};
pub use lists::{JobFilter, job_page, jobs, jobs_overview};
pub use mend::{DiscardJob, RetryJob};
pub use periodic::{plan_periodic, tick};
pub use purge::{purge_jobs, purge_responses};
pub use worker::{alive_workers, alive_workers_seen, sign_off, sign_on};
