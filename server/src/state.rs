//! What every request may use. Nothing in it is the only copy of anything: another process has the same.

use crate::{
    banks::Banks,
    config::Config,
    gate::{limits::Limiter, request_log::RequestLog},
    gateways::Gateways,
    live::Live,
    tokens::Tokens,
    webhooks_out::Webhooks,
};
use axum::extract::FromRef;
use domain::{
    identity::pg::{Doorkeeper, Passwords, SignInThrottle},
    payment,
    work::{self, Vault},
};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret;
use sqlx::PgPool;
use std::{sync::Arc, thread::available_parallelism};
use tokio::sync::Semaphore;

/// Cheap to clone.
#[derive(Clone)]
pub struct Kist {
    pub config: Arc<Config>,
    pub pool: PgPool,
    pub doorkeeper: Doorkeeper,
    pub vault: Arc<Vault>,
    pub tokens: Arc<Tokens>,
    pub limiter: Limiter,
    pub live: Live,
    pub banks: Banks,
    pub gateways: Gateways,
    pub webhooks: Arc<Webhooks>,
    pub requests: RequestLog,
    /// For requests that are being answered.
    pub places: Arc<Semaphore>,
    pub leptos: Arc<LeptosOptions>,
}

impl Kist {
    pub async fn new(config: Config) -> anyhow::Result<Kist> {
        let pool = work::connect(config.database_url.expose_secret(), config.database_connections).await?;
        work::configure_window(config.idempotency_hours);
        payment::pg::configure_checkout(&config.payments.public_url);
        // A hash takes a core for tens of milliseconds: a flood of sign-ins must leave some for the rest.
        let at_once = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        let passwords = Passwords::new(config.password_cost, at_once)?;
        let vault = Arc::new(config.data_keys.vault(config.demo)?);
        let limiter = Limiter::new(&config)?;
        let throttle = SignInThrottle::new(config.limits.login, limiter.windows());
        Ok(Kist {
            doorkeeper: Doorkeeper::new(pool.clone(), passwords, throttle, vault.clone()),
            vault,
            tokens: Arc::new(Tokens::new(&config)?),
            banks: Banks::new(&config)?,
            gateways: Gateways::new(&config)?,
            webhooks: Arc::new(Webhooks::new(&config.webhooks, config.workers)?),
            requests: RequestLog::start(pool.clone()),
            limiter,
            places: Arc::new(Semaphore::new(config.requests_max)),
            live: Live::default(),
            leptos: Arc::new(leptos_options(&config)),
            config: Arc::new(config),
            pool,
        })
    }
}

fn leptos_options(config: &Config) -> LeptosOptions {
    let hashed = config.hashed_files && names_of_files_are_there();
    if config.hashed_files != hashed {
        tracing::warn!(
            "hash.txt is not beside the program: pages will work, but without their scripts and styles"
        );
    }
    LeptosOptions::builder()
        .output_name("kist")
        .site_root(config.site_root.to_string_lossy())
        .site_addr(config.address)
        .hash_files(hashed)
        .reload_port(config.reload_port)
        .build()
}

/// cargo-leptos puts them beside the program; Leptos panics in every page where they are missing.
fn names_of_files_are_there() -> bool {
    let program = std::env::current_exe().ok();
    program.and_then(|program| Some(program.parent()?.join("hash.txt").exists())).unwrap_or(false)
}

impl FromRef<Kist> for PgPool {
    fn from_ref(kist: &Kist) -> PgPool {
        kist.pool.clone()
    }
}

impl FromRef<Kist> for Doorkeeper {
    fn from_ref(kist: &Kist) -> Doorkeeper {
        kist.doorkeeper.clone()
    }
}

impl FromRef<Kist> for Arc<Vault> {
    fn from_ref(kist: &Kist) -> Arc<Vault> {
        kist.vault.clone()
    }
}

impl FromRef<Kist> for LeptosOptions {
    fn from_ref(kist: &Kist) -> LeptosOptions {
        LeptosOptions::clone(&kist.leptos)
    }
}
