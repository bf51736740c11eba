//! Work in the background: several tasks in each process, several processes beside each other.
//!
//! A job is done with no transaction open across the bank's answer. What a job changes it changes by a command, and
//! each handler may be run again after a crash at any instant.

mod jobs; // one file for each kind
mod runner; // claims, runs, says how it ended

pub use runner::{WorkerSettings, Workers};
