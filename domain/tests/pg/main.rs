//! The workflows against a real PostgreSQL. `DATABASE_URL` names the cluster; `make test` starts one.
#![cfg(feature = "pg")]
#![allow(
    unreachable_pub,
    dead_code,
    reason = "what the stories share is shared with the server's tests as well"
)]

#[path = "../support/mod.rs"]
mod support;

mod book; // the loans month by month
mod cost; // a long history makes nothing slower
mod debts; // what is not paid in time, and the ends of days
mod identity; // registering, refresh tokens
mod jobs; // claimed once, tried again, found again
mod ledger_guards; // the database's own promises
mod loan_life; // from application to closure
mod loan_refusals; // what is refused changes nothing
mod merchants;
mod payments; // what merchants hold, and bank accounts
mod plans; // buy now, pay later
mod proofs; // a broken book is found
mod races; // many at once
mod reads; // pages of lists, statements
mod transfers; // money across the bank
mod webhooks_out; // what merchants' servers are told
