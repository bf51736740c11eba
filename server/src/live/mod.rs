//! Live: whoever is signed in hears the moment that something of theirs has changed.
//!
//! A command tells (`Record::tells`), PostgreSQL carries it to every process with the commit, and here each
//! open stream gets what its owner may hear: which object changed. What changed in it is then read as always.

mod hearing; // what one stream may hear, and when it ends
mod listener; // one connection to PostgreSQL for the process
mod origin; // whose page opened a WebSocket
mod seats; // so many streams for one person
mod socket; // over a WebSocket
mod stream; // as server-sent events

pub(crate) use listener::{connect, keep_listening};

use crate::state::Kist;
use axum::{Router, routing::get};
use domain::work::Told;
use seats::Seats;
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// Server-sent events.
const STREAM: &str = "/events/stream";
/// The same over a WebSocket.
const SOCKET: &str = "/ws";
/// So often a quiet line is used, so that nobody on the way takes it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Whoever lags further behind than this is told to read everything anew.
const BACKLOG: usize = 1024;

/// What this process hears, and who in it listens.
#[derive(Clone)]
pub struct Live {
    news: broadcast::Sender<News>,
    stopping: watch::Sender<bool>,
    seats: Seats,
}

/// What goes to every stream of the process.
#[derive(Clone, Debug)]
enum News {
    Told(Arc<Told>),
    /// Something may have been missed.
    Resync,
}

/// What a stream says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Said {
    /// From here on nothing is missed in silence.
    Ready,
    Change(Change),
    /// Read anew whatever you show.
    Resync,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Change {
    kind: String,
    id: Uuid,
}

impl Default for Live {
    fn default() -> Self {
        Live {
            news: broadcast::Sender::new(BACKLOG),
            stopping: watch::Sender::new(false),
            seats: Seats::default(),
        }
    }
}

impl Live {
    /// Ends every stream, now and from now on: whoever waits for the last answers does not wait for them.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Nobody listening is no failure.
    fn spread(&self, news: News) {
        let _nobody_listens = self.news.send(news);
    }
}

pub(crate) fn router() -> Router<Kist> {
    Router::new().route(STREAM, get(stream::open)).route(SOCKET, get(socket::open))
}

/// Whether it is programs that ask there, so that a refusal is told in the contract's words.
pub(crate) fn is_here(path: &str) -> bool {
    path == STREAM || path == SOCKET
}
