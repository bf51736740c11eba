//! What every story needs: a server on a port of its own, people with verbs, answers that know the contract.

mod answer;
mod contract; // what the OpenAPI document says of every answer
pub(crate) mod app;
#[path = "../../../../domain/tests/support/database.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the domain's tests")]
mod database;
pub(crate) mod people;
mod record;

pub(crate) use answer::Answer;
pub(crate) use app::TestApp;
pub(crate) use people::Person;
