//! Calls merchants' servers. Whoever names an address for us to call would like to reach what only we can reach: names are
//! looked up by us, and only public addresses are ever connected to.

mod client; // one try
mod turns; // so that one slow server does not occupy all of us

pub use client::Webhooks;
