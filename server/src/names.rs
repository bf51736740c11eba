//! What names of the internet stand for.

use domain::webhook_out::{Addresses, Names};
use std::net::SocketAddr;

/// As the machine looks names up.
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses<'a>(&'a self, host: &'a str) -> Addresses<'a> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await;
            found.map(|found| found.map(|address: SocketAddr| address.ip()).collect()).unwrap_or_default()
        })
    }
}
