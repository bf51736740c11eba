//! Puts the product together; used by `main` and by the tests.

use crate::{
    config::{Config, ConfigError, callback_at},
    export, files,
    gate::{
        body_size, cors, credentials, crowd, csrf, endings, headers, limits, request_id, request_log, trace,
    },
    graphql, health, inbound, live, metrics, migrations, openapi, pages, rest,
    rest::problem::{self, Problem},
    serve::serve,
    session_store::PostgresStore,
    simulator,
    state::Kist,
    workers::Workers,
};
use anyhow::Context;
use app::flash::keep_what_was_typed;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use sqlx::postgres::PgListener;
use std::{future::Future, io, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;
use tower::Layer;
use tower_http::{CompressionLevel, compression::CompressionLayer, normalize_path::NormalizePathLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

const SESSION_COOKIE: &str = "kist_session";
const SESSION_DAYS: i64 = 30;
/// After being asked to stop: for what is under way.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

/// The product, listening but not yet answering.
pub struct Server {
    kist: Kist,
    listener: TcpListener,
    /// Already listening when the first stream is opened.
    ear: Option<PgListener>,
    /// The pretend bank of a demonstration.
    simulator: Option<simulator::Running>,
}

impl Server {
    /// Refuses what production must not do. The schema is brought up to date first where the settings say so.
    pub async fn start(mut config: Config) -> anyhow::Result<Server> {
        config.check_for_serving()?;
        if config.migrate_first {
            migrations::apply(&config, None).await?;
        }
        let listener = TcpListener::bind(config.address).await?;
        let simulator = start_simulator(&mut config, listener.local_addr()?).await?;
        let kist = Kist::new(config).await?;
        refuse_demo_people(&kist).await?;
        metrics::start();
        let ear = live::connect(&kist.config).await;
        Ok(Server { kist, listener, ear, simulator })
    }

    /// Where it listens; the port was chosen by the system if the settings said 0.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    pub fn kist(&self) -> &Kist {
        &self.kist
    }

    /// Answers until `stop`, then finishes what is under way.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let workers = workers_of(&self.kist);
        let live = self.kist.live.clone();
        let listening = tokio::spawn(live::keep_listening(live.clone(), self.kist.config.clone(), self.ear));
        let (stopping, stopped) = tokio::sync::oneshot::channel();
        let app = NormalizePathLayer::trim_trailing_slash().layer(router(&self.kist));
        let serving = serve(self.listener, app, self.kist.config.connections_max, async move {
            stop.await;
            live.stop();
            let _ = stopping.send(());
        });
        let patience = async {
            // Also when nobody asks to stop any more: then `serving` ends first.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(LAST_ANSWERS).await;
        };
        tokio::select! {
            () = serving => {}
            () = patience => tracing::warn!("some answers were not finished in time"),
        }
        if let Some(workers) = workers {
            workers.stop().await;
        }
        listening.abort();
        // Last: what was under way may still have asked it.
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
        self.kist.pool.close().await;
        Ok(())
    }
}

/// Does jobs and nothing else, until `stop`.
pub async fn work(config: Config, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
    config.check_for_serving()?;
    let kist = Kist::new(config).await?;
    refuse_demo_people(&kist).await?;
    let Some(workers) = workers_of(&kist) else {
        anyhow::bail!("WORKER_SLOTS is 0: there is nothing to work with");
    };
    metrics::start();
    let watched = match kist.config.watch_address {
        Some(address) => {
            Some(tokio::spawn(show_how_it_goes(TcpListener::bind(address).await?, kist.clone())))
        }
        None => None,
    };
    stop.await;
    workers.stop().await;
    if let Some(watched) = watched {
        watched.abort();
    }
    kist.pool.close().await;
    Ok(())
}

/// The instruments and probes of a process that answers nobody else; until it is aborted.
async fn show_how_it_goes(listener: TcpListener, kist: Kist) {
    let service = metrics::alone(kist).into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).await {
        tracing::error!(%error, "metrics and probes are not answered any more");
    }
}

fn workers_of(kist: &Kist) -> Option<Workers> {
    let settings = kist.config.workers;
    (settings.slots > 0).then(|| Workers::start(kist.clone(), settings))
}

/// The pretend bank, where a demonstration names no other. From then on it is the bank of the settings.
async fn start_simulator(
    config: &mut Config,
    kist: SocketAddr,
) -> anyhow::Result<Option<simulator::Running>> {
    if !config.has_own_bank() {
        return Ok(None);
    }
    let mut settings = config.simulator.clone();
    settings.callback_url = settings.callback_url.or_else(|| callback_at(kist));
    let running = match simulator::start(settings.clone()).await {
        // Of another clone's demonstration, probably.
        Err(error) if is_taken(&error) => {
            settings.address.set_port(0);
            simulator::start(settings).await?
        }
        started => started?,
    };
    tracing::info!(address = %running.address, "a pretend bank is listening");
    config.simulator.address = running.address;
    Ok(Some(running))
}

fn is_taken(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}

/// Everything, behind the gate. What is added last is passed first.
fn router(kist: &Kist) -> Router {
    let api = api(kist);
    let all = rest::BASES.into_iter().fold(pages(kist), |all, base| all.nest(base, api.clone()));
    all.merge(graph(kist))
        .merge(streams(kist))
        .merge(inbound::router().layer(from_fn(body_size::linger)))
        .merge(health::router())
        .merge(metrics::router())
        .merge(openapi::router().layer(compression()))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(from_fn(endings::time_limit))
        .layer(from_fn(endings::catch_panic))
        .layer(from_fn(problem::tell))
        .layer(from_fn(trace::watch))
        .layer(from_fn_with_state(kist.clone(), headers::add))
        .layer(from_fn(request_id::give))
        .with_state(kist.clone())
}

fn api(kist: &Kist) -> Router<Kist> {
    for_programs(kist, asked_by_somebody(kist, rest::router()).merge(rest::open_router()))
}

fn graph(kist: &Kist) -> Router<Kist> {
    for_programs(kist, asked_by_somebody(kist, graphql::router(kist)))
}

fn asked_by_somebody(kist: &Kist, router: Router<Kist>) -> Router<Kist> {
    router
        .layer(from_fn_with_state(kist.clone(), credentials::check))
        .layer(from_fn_with_state(kist.clone(), limits::of_api))
        .layer(from_fn_with_state(kist.clone(), request_log::watch))
        .layer(from_fn_with_state(kist.clone(), credentials::read_of_program))
        .layer(sessions(kist))
}

fn for_programs(kist: &Kist, router: Router<Kist>) -> Router<Kist> {
    router
        .layer(from_fn_with_state(kist.clone(), crowd::admit))
        .layer(from_fn(body_size::linger))
        .layer(cors::layer(&kist.config.cors_origins))
        .layer(compression())
}

/// As the API, but for compression, which would keep events until they are worth sending.
fn streams(kist: &Kist) -> Router<Kist> {
    live::router()
        .layer(from_fn_with_state(kist.clone(), credentials::check))
        .layer(from_fn_with_state(kist.clone(), limits::of_api))
        .layer(from_fn_with_state(kist.clone(), credentials::read_of_program))
        .layer(sessions(kist))
}

fn pages(kist: &Kist) -> Router<Kist> {
    pages::router(kist)
        .merge(export::router(kist))
        .layer(from_fn(keep_what_was_typed))
        .layer(csrf::layer())
        .layer(from_fn_with_state(kist.clone(), credentials::check))
        .layer(from_fn_with_state(kist.clone(), limits::of_pages))
        .layer(from_fn_with_state(kist.clone(), credentials::read_of_browser))
        .layer(sessions(kist))
        .layer(from_fn_with_state(kist.clone(), crowd::admit))
        .layer(from_fn(body_size::refuse_large))
        .layer(from_fn(body_size::linger))
        .layer(compression())
        .layer(from_fn_with_state(kist.clone(), files::serve))
}

/// Of what is made for each request. Files lie there compressed, as well as it can be done.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}

fn sessions(kist: &Kist) -> SessionManagerLayer<PostgresStore> {
    SessionManagerLayer::new(PostgresStore::new(kist.pool.clone()))
        .with_name(SESSION_COOKIE)
        .with_secure(kist.config.secure_cookies)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::days(SESSION_DAYS)))
}

const NO_SCHEMA: &str = "the database does not have the tables of this version; `kist migrate` makes them";

/// Their passwords are known to everybody.
async fn refuse_demo_people(kist: &Kist) -> anyhow::Result<()> {
    if kist.config.demo {
        return Ok(());
    }
    let some: bool = sqlx::query_scalar("select exists (select from person where is_demo)")
        .fetch_one(&kist.pool)
        .await
        .context(NO_SCHEMA)?;
    if some {
        let sentence = "This database has demo people, whose passwords everybody knows: production does not start on it. \
                        Take another database, or say KIST_DEMO=1 for a demonstration.";
        return Err(ConfigError(vec![sentence.to_owned()]).into());
    }
    Ok(())
}
