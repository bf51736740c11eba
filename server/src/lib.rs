//! Kist's server: configuration, the gate that every request passes, the REST API, and the pages' host.
//!
//! No business rules here: a handler finds out who is asking, parses, and runs one command or query of
//! `domain`. Read top to bottom; each room uses only what stands above it.

pub mod data_key; // of what is sealed in the database
pub mod signature; // of webhooks, ours and others'
pub mod simulator; // a pretend bank, for demonstrations and tests
pub mod names; // what names of the internet stand for
mod paper; // documents as PDF
pub mod mail; // where letters to borrowers go
pub mod config; // typed settings, read once
pub mod telemetry; // what is logged, and how
pub mod trace; // one trace from a request to whoever is asked because of it
mod cause; // the request that caused what is being done
pub mod tokens; // the JWTs of programs
pub mod breaker; // leaves somebody alone who does not answer
mod metrics; // what is counted
pub mod banks; // the way to a bank, and what its answers mean
pub mod gateways; // the ways to payment gateways, and what their answers mean
pub mod webhooks_out; // calls merchants' servers, and nobody else's
mod session_store; // browsers' sessions, in PostgreSQL
pub mod state; // what every request may use
pub mod openapi; // the contract, told by the types of the handlers
pub mod rest; // the API: every route on one screen
pub mod graphql; // its reads as one graph
mod gate; // what every request passes, in order
mod live; // who hears that something changed, the moment it does
mod health; // is it up, is the database there
mod inbound; // what others tell us
pub mod workers; // what is done in the background
mod files; // scripts, styles, fonts
mod pages; // the app, rendered
mod export; // any of its lists as a file
mod serve; // takes connections, and answers them
pub mod startup; // state and router, for main and tests
pub mod migrations; // the schema, applied by its owner
pub mod first_admin; // of a real installation
pub mod seed; // a believable small lender
