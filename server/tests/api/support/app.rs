//! The product, started as `main` starts it, but for the port, the database and the price of a password.

use super::{answer::Answer, database::TestDatabase, people::Person};
use domain::{identity::pg::PasswordCost, ledger::pg::prove};
use reqwest::{Client, Method, RequestBuilder, redirect::Policy};
use secrecy::ExposeSecret;
use serde_json::Value;
use server::{
    config::{Config, GatewaySettings, Limits},
    simulator::{GatewayBehaviour, GatewayBehaviours},
    startup::Server,
    state::Kist,
};
use sqlx::PgPool;
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::{sync::oneshot, task::JoinHandle};

pub(crate) const KEY: &str = "a key of the tests that is long enough and of nobody else";

const DATA_KEY: &str = "6f1d2c9be07a43588d5b1fa0c3e29d7714b86a5fd0e3c2917a4b5d6e8f90123c";
pub(crate) const BANK_SECRET: &str = "whsec_dGhlIHNlY3JldCBvZiBhIHRlc3RlZCBiYW5r";

pub(crate) struct TestApp {
    pub(crate) kist: Kist,
    /// As the owner of the tables, to look behind the product's back.
    pub(crate) owner: PgPool,
    pub(crate) address: String,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<anyhow::Result<()>>,
}

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A number that no other test of this process has.
pub(crate) fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

impl TestApp {
    /// Without limits on requests.
    pub(crate) async fn start() -> TestApp {
        TestApp::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> TestApp {
        let database = TestDatabase::new(2).await;
        TestApp::on(&database.url, database.owner, change).await
    }

    /// Another server on the same database.
    pub(crate) async fn beside(&self, change: impl FnOnce(&mut Config)) -> TestApp {
        let url = self.kist.config.database_url.expose_secret().to_owned();
        TestApp::on(&url, self.owner.clone(), change).await
    }

    async fn on(url: &str, owner: PgPool, change: impl FnOnce(&mut Config)) -> TestApp {
        super::record::logs();
        let mut config = config(url);
        change(&mut config);
        let server = Server::start(config).await.expect("the product starts");
        let (stop, stopped) = oneshot::channel();
        let (address, kist) = (server.address().expect("it listens").to_string(), server.kist().clone());
        let served = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        TestApp { kist, owner, address, client: browser(), stop: Some(stop), served }
    }

    /// With workers, and with a bank of its own that answers at once.
    pub(crate) async fn with_bank() -> TestApp {
        TestApp::with_bank_and(|_| {}).await
    }

    pub(crate) async fn with_bank_and(change: impl FnOnce(&mut Config)) -> TestApp {
        TestApp::with(|config| {
            config.demo = true;
            config.migrate_first = false;
            config.bank.url = None;
            config.simulator.address.set_port(0);
            config.simulator.behaviour.delay_ms_min = 0;
            config.simulator.behaviour.delay_ms_max = 50;
            config.workers.slots = 4;
            config.transfers.processing_timeout = Duration::from_secs(1);
            config.gateways = gateways_of_a_demonstration();
            config.gateways.time_limit = Duration::from_secs(1);
            config.payments.policy.pause = Duration::from_millis(200);
            let quick = GatewayBehaviour {
                delay_ms_min: 0,
                delay_ms_max: 20,
                hold_ms: 2_000,
                ..GatewayBehaviour::default()
            };
            config.simulator.gateways.behaviours = GatewayBehaviours::all(&quick);
            change(config);
        })
        .await
    }

    /// Asks until what stands under that path has come to this state.
    pub(crate) async fn becomes(&self, person: &Person<'_>, path: &str, status: &str) -> Value {
        let mut last = Value::Null;
        for _ in 0..200 {
            last = person.get(path).await.is(200);
            if last["status"] == status {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} did not become {status}: {last}");
    }

    /// A request to the API, `/auth/me` say.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.raw(method, &format!("/api/v1{path}"))
    }

    /// A request to any path.
    pub(crate) fn raw(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// A client that keeps cookies, and follows no redirect by itself.
    pub(crate) fn browser(&self) -> Client {
        browser()
    }

    /// One in which that person is signed in.
    pub(crate) async fn signed_in(&self, email: &str) -> Client {
        let browser = browser();
        let form = [("email", email), ("password", super::people::PASSWORD)];
        let sent = browser.post(format!("http://{}/ui/identity/sign-in", self.address)).form(&form);
        assert!(Answer::to(sent.header("accept", "text/html")).await.status < 400);
        browser
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.raw(Method::GET, path)).await
    }

    /// Business time goes on; tokens and sessions do not notice.
    pub(crate) async fn days_pass(&self, days: i64) {
        let sql = "update business_clock set offset_seconds = offset_seconds + $1 * 86400";
        sqlx::query(sql).bind(days).execute(&self.owner).await.expect("the clock is set");
    }

    /// Ends every story: the books are right.
    pub(crate) async fn is_proven(&self) {
        let proof = prove(&self.kist.pool).await.expect("the proof runs");
        assert!(proof.is_clean(), "{:#?}", proof.differences);
    }

    pub(crate) async fn stops(mut self) {
        self.stop.take().expect("stopped once").send(()).expect("it runs");
        self.served.await.expect("no panic").expect("it ends well");
    }
}

fn gateways_of_a_demonstration() -> GatewaySettings {
    let demo = Config::read(|name| match name {
        "DATABASE_URL" => Some("postgres://nowhere".to_owned()),
        "KIST_DEMO" => Some("1".to_owned()),
        _ => None,
    });
    demo.expect("the settings are right").gateways
}

pub(crate) fn config(database_url: &str) -> Config {
    let config = Config::read(|name| match name {
        "DATABASE_URL" => Some(database_url.to_owned()),
        "SECRET_KEY" => Some(KEY.to_owned()),
        "DATA_KEY" => Some(DATA_KEY.to_owned()),
        "KIST_ADDR" => Some("127.0.0.1:0".to_owned()),
        // The tests' browser speaks no TLS.
        "COOKIE_SECURE" => Some("0".to_owned()),
        // Nobody is there: a test that needs a bank starts one.
        "BANK_URL" => Some("http://127.0.0.1:9".to_owned()),
        "BANK_API_KEY" => Some("the key of a bank of the tests".to_owned()),
        "BANK_WEBHOOK_SECRETS" => Some(BANK_SECRET.to_owned()),
        "PUBLIC_URL" => Some("https://pay.example.com".to_owned()),
        // Jobs wait: a test that wants them done starts workers.
        "WORKER_SLOTS" => Some("0".to_owned()),
        "DATABASE_MAX_CONNECTIONS" => Some("4".to_owned()),
        _ => None,
    });
    let cheap = PasswordCost { memory_kib: 8, passes: 1 };
    Config { limits: Limits::OFF, password_cost: cheap, ..config.expect("the settings are right") }
}

fn browser() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).build().expect("a client")
}
