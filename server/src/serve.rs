//! Takes connections and answers them. As `axum::serve` does it, but that nobody holds a connection by sending its first
//! line slowly, and that there is an end to how many are held.

use axum::{
    Router,
    extract::{ConnectInfo, Request},
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::Service;
use tower_http::normalize_path::NormalizePath;

/// For the head of a request, from the moment the connection is made or the answer before it was sent. Longer than proxies
/// keep a connection that nobody uses (usually a minute), so that it is they who close it, and never we just as they send.
const HEAD_LIMIT: Duration = Duration::from_secs(75);
/// HTTP/2 asks so often whether the other side is still there.
const PING: Duration = Duration::from_secs(15);
/// Where accepting fails (too many open files), before the next try.
const AFTER_ERROR: Duration = Duration::from_millis(100);

pub(crate) type App = NormalizePath<Router>;

/// Takes connections until `stop`, and answers what is under way to its end.
pub(crate) async fn serve(
    listener: TcpListener,
    app: App,
    connections_max: usize,
    stop: impl Future<Output = ()>,
) {
    let (places, graceful) = (Arc::new(Semaphore::new(connections_max)), GracefulShutdown::new());
    tokio::pin!(stop);
    loop {
        let accepted = async {
            // A place first: whoever finds none waits in the system's queue, not in our memory.
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let answering = answer(stream, peer, app.clone(), &graceful);
                tokio::spawn(async move {
                    answering.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(AFTER_ERROR).await;
            }
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    app: App,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    // An answer is written at once: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().call(request)
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(PING).max_concurrent_streams(100);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    let connection = graceful.watch(connection);
    async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended");
        }
    }
}
