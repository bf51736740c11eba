//! The product over HTTP, each test with a server and a database of its own. `DATABASE_URL` names the
//! cluster; `make test` starts one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, helpers included")]

mod support;

mod access; // every route and server function, tried by everybody
mod admin; // the proof, the audit
mod api_keys; // what merchants' servers sign in with
mod bad_input; // each bad input has the contract's error and changes nothing
mod contract; // the OpenAPI document
mod callbacks; // what the bank tells us
mod files; // scripts, styles, fonts
mod gate; // ids, headers, sizes, cross-site requests
mod graphql; // the reads as one graph
mod health; // up, and not up
mod identity; // registering, signing in and out, tokens
mod limits; // so many requests a minute
mod live; // who hears of what, the moment it happens
mod lists; // pages of lists
mod loans; // from application to closure
mod masking; // nobody is shown what is personal
mod merchants; // balances, ledgers, bank accounts, and acting for a merchant
mod pages; // the app's pages and forms, without a script
mod payments; // what merchants ask of their customers, through every gateway
mod plans; // buy now, pay later, debt, refunds
mod repayments; // one key, one effect, one answer
mod second_factor; // a code beside the password, for admins
mod seed; // the demo data
mod simulator; // how the pretend bank of a demonstration behaves
mod statements; // a wallet as CSV
mod transfers; // money across the bank
mod webhooks_out; // what merchants' servers are told
