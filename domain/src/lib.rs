//! Kist's domain: money, ledger, loans and the workflows over them.
//!
//! Without the `pg` feature this crate knows no database and compiles to wasm, so that a page previews an
//! instalment with the same function that books it. Read the rooms top to bottom; each uses mostly what
//! stands above it.

pub mod money; // paise, rates, rounding, and how amounts are written
pub mod calendar; // the Indian business day, due dates, the month's end
pub mod id; // every identifier in one list
pub mod explain; // how a refusal is told to the outside
pub mod api_key; // what merchants' servers sign in with
pub mod actor; // who is asking, and proof of what they may do
pub mod body; // raw fields of an untrusted request
#[cfg(feature = "schema")]
pub mod shape; // how fields of requests and answers are described
pub mod masked; // what is personal, and prints masked
pub mod page; // keyset pages
#[cfg(feature = "pg")]
pub mod work; // one command, one transaction
pub mod audit; // who did what to what
pub mod clock; // business time, and moving it ahead in a demonstration
pub mod ledger; // accounts, entries, balances, proof
pub mod job; // what is done later, and how often it is tried
pub mod bank; // the port to a bank: what is sent, what it may answer
pub mod gateway; // the port to payment gateways
pub mod identity; // people, passwords, sign-ins
pub mod wallet; // what a person holds with us
pub mod loan; // from application to closure
pub mod bank_account; // where people and merchants have money at a bank
pub mod transfer; // deposits, withdrawals, payouts: money across the bank
pub mod webhook_out; // what merchants' servers are told
pub mod request_log; // what merchants' servers asked of the API
pub mod merchant; // merchants, what they hold and how it moved
pub mod payment; // what merchants ask of their customers, and what goes back
pub mod plan; // buy now, pay later
pub mod notification; // what borrowers are told
pub mod debt; // what is owed and not paid in time; the end of a business day
pub mod book; // the loans month by month, as lenders measure them
pub mod watch; // what an operator's instruments read
