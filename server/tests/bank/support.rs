//! A pretend bank without delays, the product's adapter to it, and somebody who takes its callbacks.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use domain::{
    bank::{About, Account, BankGateway, Enquiry, Flow, Outcome, Transfer},
    id::TransferId,
    money::{Paise, PositivePaise},
    work::real_now,
};
use reqwest::Client;
use serde_json::Value;
use server::{
    banks::{Banks, Control},
    config::Config,
    signature::{Secret, verify},
    simulator::{self, Running, Settings},
};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, time::sleep};

pub(crate) const API_KEY: &str = "the key of a bank of the tests";
pub(crate) const BREAKER_FAILURES: u32 = 5;
pub(crate) const BREAKER_REST: Duration = Duration::from_secs(1);
const SECRET: &str = "whsec_dGhlIHNlY3JldCBvZiBhIHRlc3RlZCBiYW5r";
/// The adapter's is a second; what is held is held for longer.
const HOLD_MS: u32 = 2_500;
const DECIDE_MS: u32 = 800;
/// Sends beyond these give up, as the product does.
const SENDS_MAX: usize = 3;

pub(crate) struct Bank {
    pub(crate) banks: Banks,
    pub(crate) gateway: Arc<dyn BankGateway>,
    pub(crate) client: Client,
    settings: Settings,
    running: Running,
    desk: Desk,
    /// Gone with the last bank that writes to it.
    books: Arc<Books>,
}

struct Books(PathBuf);

impl Drop for Books {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// An event that arrived, with a signature that fits.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) reference: TransferId,
    pub(crate) body: Value,
}

/// Takes callbacks as the product does.
#[derive(Clone, Default)]
struct Desk {
    told: Arc<Mutex<Vec<Told>>>,
    refuses: Arc<AtomicUsize>,
}

impl Bank {
    pub(crate) async fn start() -> Bank {
        let desk = Desk::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let callback = format!("http://{}/webhooks/bank-callback", listener.local_addr().expect("bound"));
        let router = Router::new().route("/webhooks/bank-callback", post(take)).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });

        let books = std::env::temp_dir().join(format!("kist-bank-{}", TransferId::new()));
        let mut settings = config(|name| match name {
            "BANK_SIMULATOR_ADDR" => Some("127.0.0.1:0".to_owned()),
            "BANK_SIMULATOR_DELAY_MS" => Some("0".to_owned()),
            "BANK_SIMULATOR_CALLBACK_URL" => Some(callback.clone()),
            "BANK_SIMULATOR_BOOKS" => Some(books.to_string_lossy().into_owned()),
            _ => None,
        })
        .simulator;
        settings.behaviour.hold_ms = HOLD_MS;
        settings.behaviour.decide_ms = DECIDE_MS;
        Bank::with(settings, desk, Arc::new(Books(books))).await
    }

    async fn with(settings: Settings, desk: Desk, books: Arc<Books>) -> Bank {
        let running = simulator::start(settings.clone()).await.expect("the bank starts");
        let url = format!("http://{}", running.address);
        let config = config(|name| (name == "BANK_URL").then(|| url.clone()));
        let banks = Banks::new(&config).expect("an adapter");
        Bank { gateway: banks.gateway(), banks, client: Client::new(), settings, running, desk, books }
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }

    /// With nothing but what it wrote down.
    pub(crate) async fn restart(self) -> Bank {
        self.running.stop().await;
        Bank::with(self.settings, self.desk, self.books).await
    }

    pub(crate) fn control(&self) -> &Control {
        self.banks.control().expect("it is a demonstration")
    }

    pub(crate) async fn behaves(&self, change: Value) {
        self.control().put(&change).await.expect("settings that make sense");
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.running.address)
    }

    pub(crate) async fn get(&self, what: &str) -> Value {
        let request = self.client.get(format!("{}/v1/{what}", self.base())).bearer_auth(API_KEY);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    pub(crate) async fn movements_of(&self, reference: TransferId) -> usize {
        let books = self.get("books").await;
        let is_of = |movement: &&Value| movement["reference"] == reference.to_string();
        books.as_array().expect("a list").iter().filter(is_of).count()
    }

    /// What one side lost the other gained, and every movement is in the balances.
    pub(crate) async fn adds_up(&self) {
        let (books, balances) = (self.get("books").await, self.get("accounts").await);
        let paise = |value: &Value| value.as_i64().expect("paise");
        let signed = |movement: &Value| {
            let amount = paise(&movement["amount_paise"]);
            if movement["direction"] == "collect" { amount } else { -amount }
        };
        let kist: i64 = books.as_array().expect("a list").iter().map(signed).sum();
        assert_eq!(paise(&balances["kist_paise"]), kist);
        let change = |account: &Value| paise(&account["balance_paise"]) - paise(&account["opening_paise"]);
        let others: i64 = balances["accounts"].as_array().expect("a list").iter().map(change).sum();
        assert_eq!(kist + others + paise(&balances["on_file_paise"]), 0);
    }

    /// What an enquiry tells in the end.
    pub(crate) async fn decided(&self, about: About) -> Outcome {
        for _ in 0..100 {
            match self.gateway.enquire(about).await {
                Enquiry::Known(Outcome::Unknown { .. }) => sleep(Duration::from_millis(50)).await,
                Enquiry::Known(outcome) => return outcome,
                other => panic!("{other:?}"),
            }
        }
        panic!("it is never decided")
    }

    /// As the product brings a transfer to its end: ask, send again what is not known, call off. Whether it moved.
    pub(crate) async fn ends(&self, transfer: &Transfer) -> bool {
        for _ in 0..SENDS_MAX {
            match self.gateway.send(transfer).await {
                Outcome::Accepted { .. } => return true,
                Outcome::Declined { .. } => return false,
                Outcome::Unknown { .. } => {}
            }
            if self.gateway.enquire(transfer.about()).await != Enquiry::NotKnown {
                return matches!(self.decided(transfer.about()).await, Outcome::Accepted { .. });
            }
        }
        match self.gateway.fence(transfer.about()).await {
            Enquiry::Fenced => false,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn refuses_callbacks(&self, times: usize) {
        self.desk.refuses.store(times, Ordering::SeqCst);
    }

    pub(crate) fn told_so_far(&self) -> Vec<Told> {
        self.desk.told.lock().expect("not poisoned").clone()
    }

    /// Waits for so many events.
    pub(crate) async fn told(&self, events: usize) -> Vec<Told> {
        for _ in 0..200 {
            if self.told_so_far().len() >= events {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        let told = self.told_so_far();
        assert_eq!(told.len(), events, "{told:#?}");
        told
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if desk.refuses.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let secret: Secret = SECRET.parse().expect("a secret");
    let Ok(id) = verify(&[secret], &headers, &body, real_now()) else { return StatusCode::UNAUTHORIZED };
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let reference = body["reference"].as_str().and_then(|text| text.parse().ok()).expect("a reference");
    desk.told.lock().expect("not poisoned").push(Told { id, reference, body });
    StatusCode::OK
}

fn config(more: impl Fn(&str) -> Option<String>) -> Config {
    let config = Config::read(|name| match name {
        "KIST_DEMO" => Some("1".to_owned()),
        "DATABASE_URL" => Some("unused".to_owned()),
        "BANK_API_KEY" => Some(API_KEY.to_owned()),
        "BANK_WEBHOOK_SECRETS" => Some(SECRET.to_owned()),
        "BANK_TIMEOUT_MS" => Some("1000".to_owned()),
        "BANK_BREAKER_FAILURES" => Some(BREAKER_FAILURES.to_string()),
        "BANK_BREAKER_SECONDS" => Some(BREAKER_REST.as_secs().to_string()),
        name => more(name),
    });
    config.expect("the settings are right")
}

pub(crate) fn account() -> Account {
    Account {
        holder_name: "Asha Kulkarni".to_owned(),
        number: "123456789012".to_owned(),
        ifsc: "HDFC0001234".to_owned(),
    }
}

pub(crate) fn transfer(flow: Flow, amount_paise: i64) -> Transfer {
    let amount = PositivePaise::try_from(Paise::new(amount_paise)).expect("more than nothing");
    Transfer { reference: TransferId::new(), flow, amount, account: Some(account()) }
}
