//! A pretend bank: a real HTTP service with books of its own. Kist speaks to it through the same adapter as to
//! any bank, and nothing in Kist knows that it is pretend.

mod behaviour; // settings that can be changed while it runs
mod journal; // the books as a file
mod books; // who has how much, and what is known
mod scenario; // what happens to a transfer: by its amount, or by chance
mod line; // a connection that can be cut
mod callbacks; // what it tells Kist by itself
mod desk; // plays a scenario
mod gateways; // pretend payment gateways
mod router; // the wire

pub use behaviour::{Behaviour, NoRate, Rate};
pub use books::{Balances, Movement};
pub use gateways::{GatewayBehaviour, GatewayBehaviours, GatewaysSettings, Taken, Webhooks};

use crate::signature::Secret;
use axum::serve;
use books::Books;
use gateways::PretendGateways;
use journal::Journal;
use line::{Line, Lines};
use reqwest::{Client, Url, redirect::Policy};
use secrecy::SecretString;
use std::{
    future::Future,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

const CALLBACK_LIMIT: Duration = Duration::from_secs(5);
/// For connections to end, once nobody works on an answer any more.
const LAST_WORDS: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct Settings {
    pub address: SocketAddr,
    /// Where its books outlive it.
    pub books: Option<PathBuf>,
    pub behaviour: Behaviour,
    /// Whom it tells what became of a transfer.
    pub callback_url: Option<Url>,
    pub api_key: SecretString,
    /// Signs what it tells.
    pub secret: Secret,
    pub gateways: GatewaysSettings,
}

/// A bank that answers. Dropped, it goes on until the program ends.
pub struct Running {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    served: JoinHandle<std::io::Result<()>>,
}

/// Begins where its books left off.
pub async fn start(settings: Settings) -> anyhow::Result<Running> {
    let listener = TcpListener::bind(settings.address).await?;
    let address = listener.local_addr()?;
    let journal = settings.books.as_deref().map(Journal::open).transpose()?;
    let (stop, stopped) = watch::channel(false);
    let bank = Bank(Arc::new(Inner {
        behaviour: Mutex::new(settings.behaviour.clone()),
        books: Mutex::new(Books::open(journal)),
        client: Client::builder().timeout(CALLBACK_LIMIT).redirect(Policy::none()).no_proxy().build()?,
        gateways: PretendGateways::open(&settings.gateways, settings.books.as_deref())?,
        address,
        told_somebody: Notify::new(),
        stopped: stopped.clone(),
        settings,
    }));
    bank.resume();
    let service = router::router(bank).into_make_service_with_connect_info::<Line>();
    let serving = serve(Lines(listener), service).with_graceful_shutdown(until(stopped));
    Ok(Running { address, stop, served: tokio::spawn(async move { serving.await }) })
}

impl Running {
    /// Ends it as a power cut would: what was being decided is decided when it starts again.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(LAST_WORDS, self.served).await;
    }

    /// Until somebody ends it from outside.
    pub async fn run(self, asked_to_stop: impl Future<Output = ()>) {
        asked_to_stop.await;
        self.stop().await;
    }
}

/// Cheap to clone.
#[derive(Clone)]
struct Bank(Arc<Inner>);

struct Inner {
    settings: Settings,
    behaviour: Mutex<Behaviour>,
    books: Mutex<Books>,
    client: Client,
    gateways: PretendGateways,
    /// Where it listens.
    address: SocketAddr,
    /// A callback arrived: those that come after others may go.
    told_somebody: Notify,
    stopped: watch::Receiver<bool>,
}

impl Bank {
    fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.0.behaviour.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether or not the one who asked still listens; until the bank stops.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        let stopped = until(self.0.stopped.clone());
        tokio::spawn(async {
            tokio::select! {
                () = work => {}
                () = stopped => {}
            }
        })
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        // Nobody can ask any more.
        std::future::pending::<()>().await;
    }
}
