//! Loans, from application to closure.

pub mod terms; // what is asked for: amount, months, rate, and the limits
pub mod schedule; // EMI, amortisation
pub mod apr; // what it costs a year, all included
pub mod position; // what is paid, due and left of a loan; allocation of a payment; payoff
pub mod state; // the states and their verbs
pub mod eligibility; // the rules, each with its answer
pub mod postings; // fact to ledger entry
pub mod body; // untrusted requests and how they are read
pub mod view; // what pages and the API are shown
pub mod error; // one refusal per verb
#[cfg(feature = "pg")]
pub mod pg; // apply, decide, repay, and what is read
