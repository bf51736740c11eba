//! Webhooks in PostgreSQL.

mod announce; // in the transaction of whatever happened
mod change; // an endpoint's address, what it wants, paused or not
mod create; // a new endpoint, its secret shown this once
mod deliver; // before and after each try
mod lists; // endpoints, deliveries
mod purge; // what nobody needs any more
mod remove; // an endpoint that shall hear nothing any more
mod resend; // what was delivered or given up, again
mod rotate; // a new secret, while the old one signs as well
mod rows;
mod signing; // what merchants sign with

pub use announce::announce;
pub use change::ChangeEndpoint;
pub use create::{CreateEndpoint, CreateEndpointRefused};
pub use deliver::{Message, Next, Rules, Said, Tried, note_try, take};
pub use lists::{DeliveryFilter, deliveries, delivery_page, endpoint, endpoints, every_delivery};
pub use purge::{purge, recover};
pub use remove::RemoveEndpoint;
pub use resend::{ResendDelivery, ResendRefused, ResendSince};
pub use rotate::{RotateSecret, is_new_secret_of};
pub use rows::EndpointRefused;
pub use signing::signing_secrets;
