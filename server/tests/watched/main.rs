//! What an operator sees of one request: a merchant's server asks for a payout, another process has the bank do it and
//! tells the merchant's server. One id is in all logs and at all doors, and one trace has all of it.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "what the stories share is shared with the domain's tests as well"
)]

mod collector;

#[path = "../../../domain/tests/support/database.rs"]
mod database;

use collector::Collector;
use database::TestDatabase;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

const TOKEN: &str = "a token of this test alone, 0123456789abcdef";
const REQUEST: &str = "order-4711-of-the-till";

/// A process, and each line that it logs, as JSON.
struct Process {
    process: Child,
    lines: Arc<Mutex<Vec<Value>>>,
}

impl Process {
    fn start(mut command: Command) -> Process {
        let mut process =
            command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the binary starts");
        let log = BufReader::new(process.stderr.take().expect("it is piped"));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("each line is JSON");
                kept.lock().expect("nobody fails while holding it").push(line);
            }
        });
        Process { process, lines }
    }

    /// The lines that are about this request.
    fn about(&self, request: &str) -> Vec<Value> {
        let lines = self.lines.lock().expect("nobody fails while holding it");
        let is_about = |line: &&Value| {
            line["spans"].as_array().into_iter().flatten().any(|span| span["request_id"] == request)
        };
        lines.iter().filter(is_about).cloned().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port")
}

fn kist(database: &TestDatabase, arguments: &[&str], settings: &[(&str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kist"));
    command.args(arguments).env("DATABASE_URL", &database.url).env("KIST_DEMO", "1").env("KIST_MIGRATE", "0");
    command.env("SECRET_KEY", "a key for this test alone 0123456789abcdef").env("LOG_FORMAT", "json");
    command.env_remove("RUST_LOG").envs(settings.iter().map(|(name, value)| (name, value)));
    command
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(40);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_is_followed_from_door_to_bank_to_webhook() {
    let database = TestDatabase::new(2).await;
    let collector = Collector::start().await;
    let (web, bank, watched) = (free(), free(), free());
    let shared = [
        ("BANK_URL", format!("http://{bank}")),
        ("BANK_API_KEY", "a key of this test".to_owned()),
        ("BANK_WEBHOOK_SECRETS", "whsec_dGhlIHNlY3JldCBvZiBhIHRlc3RlZCBiYW5r".to_owned()),
        ("BANK_SIMULATOR_ADDR", bank.to_string()),
        ("BANK_SIMULATOR_DELAY_MS", "0".to_owned()),
        ("OTLP_ENDPOINT", collector.address()),
        ("ALLOW_PRIVATE_WEBHOOKS", "1".to_owned()),
        ("KIST_ADDR", web.to_string()),
        ("METRICS_ADDR", watched.to_string()),
        ("METRICS_TOKEN", TOKEN.to_owned()),
    ];
    let seeded = kist(&database, &["seed"], &shared).status().expect("the binary starts");
    assert!(seeded.success());
    let _bank = Process::start(kist(&database, &["simulate-bank"], &shared));
    let door = Process::start(kist(&database, &["serve", "--no-workers"], &shared));
    let worker = Process::start(kist(&database, &["work"], &shared));
    let client = Client::new();
    let get = async |url: String| client.get(url).send().await.ok();
    until("the server is up", async || {
        get(format!("http://{web}/health"))
            .await
            .filter(|answer| answer.status() == StatusCode::OK)
            .map(|_| ())
    })
    .await;

    // Where the merchant hears of it.
    let api = |path: &str| format!("http://{web}/api/v1{path}");
    let credentials = json!({ "email": "merchant@example.com", "password": "merchant123" });
    let signed_in = client.post(api("/auth/login")).json(&credentials).send().await.expect("an answer");
    let signed_in: Value = signed_in.json().await.expect("JSON");
    let token = signed_in["access_token"].as_str().expect("a token");
    let endpoint = json!({ "url": format!("{}/hook", collector.address()), "events": ["*"] });
    let added = client.post(api("/webhook-endpoints")).bearer_auth(token).json(&endpoint).send().await;
    assert_eq!(added.expect("an answer").status(), StatusCode::CREATED);
    let accounts = client.get(api("/bank-accounts")).bearer_auth(token).send().await.expect("an answer");
    let accounts: Value = accounts.json().await.expect("JSON");

    let asked =
        client.post(api("/payouts")).header("X-API-KEY", "test_api_key").header("Idempotency-Key", "p-1");
    let body = json!({ "amount_paise": 100_101, "bank_account_id": accounts[0]["id"] });
    let asked = asked.header("X-Request-ID", REQUEST).json(&body).send().await.expect("an answer");
    assert_eq!(asked.headers()["x-request-id"], REQUEST);
    assert_eq!(asked.status(), StatusCode::CREATED);
    let payout: Value = asked.json().await.expect("JSON");

    let heard = until("the merchant is told", async || {
        collector.hooks().into_iter().find(|(_, body)| body["type"] == "payout.completed")
    })
    .await;
    assert_eq!(heard.0.get("x-request-id").expect("the cause"), REQUEST);
    assert_eq!(heard.1["data"]["id"], payout["id"]);

    // The same id in both logs: at the door, in the job, at the bank, in what the merchant was told.
    let at_door = door.about(REQUEST);
    let answered =
        at_door.iter().find(|line| line["message"] == "answered").expect("one line for the request");
    let span = answered["spans"].as_array().expect("spans")[0].clone();
    assert_eq!((&span["method"], &span["route"]), (&json!("POST"), &json!("/api/v1/payouts")));
    assert_eq!(
        (&answered["status"], answered["ms"].is_u64() || answered["ms"].is_string()),
        (&json!(201), true)
    );
    let at_work = until("the log is written", async || {
        let lines = worker.about(REQUEST);
        let has = |text: &str| lines.iter().any(|line| line["message"] == text);
        (has("the bank was sent a transfer")
            && lines.iter().filter(|line| line["message"] == "a job ended").count() >= 2)
            .then_some(lines)
    })
    .await;
    let whole: String = at_door.iter().chain(&at_work).map(ToString::to_string).collect();
    assert!(!whole.contains("merchant@example.com") && !whole.contains("Mehta"), "nothing personal: {whole}");

    // One trace.
    let spans = until("the trace is whole", async || {
        let spans = collector.spans_of(REQUEST);
        let has = |name: &str| spans.iter().any(|span| span.name == name);
        (has("POST /api/v1/payouts") && has("job") && has("bank") && has("command") && spans.len() >= 6)
            .then_some(spans)
    })
    .await;
    let root = spans.iter().find(|span| span.name == "POST /api/v1/payouts").expect("the root");
    assert!(root.parent.is_empty() && spans.iter().all(|span| span.trace == root.trace));
    let job = spans.iter().find(|span| span.name == "job").expect("a job");
    assert_eq!(job.parent, root.id, "a job hangs below the request that caused it");
    let call = spans.iter().find(|span| span.name == "bank").expect("a call");
    assert!(spans.iter().any(|span| span.id == call.parent), "a call hangs below its job");

    // The instruments of both.
    let metrics = async |at: SocketAddr| {
        get(format!("http://{at}/metrics")).await.expect("an answer").text().await.expect("text")
    };
    let (of_door, of_worker) = (metrics(web).await, metrics(watched).await);
    for expected in [
        "kist_http_requests_total{method=\"POST\",route=\"/api/v1/payouts\",status=\"201\"} 1",
        "kist_commands_total{command=\"payout.request\",outcome=\"done\"} 1",
        "kist_ledger_postings_total{kind=\"payout.held\"} 1",
        "kist_database_up 1",
        "kist_db_pool_max ",
        "kist_proof_failures ",
    ] {
        assert!(of_door.contains(expected), "{expected} is not in\n{of_door}");
    }
    for expected in [
        "kist_bank_calls_total{bank=\"bank\",call=\"send\",outcome=\"accepted\"} 1",
        "kist_job_runs_total{kind=\"transfer.advance\",outcome=",
        "kist_webhook_deliveries_total{outcome=\"delivered\"}",
        "kist_breaker_state{of=\"bank\"} 0",
        "kist_jobs{kind=\"transfer.advance\",status=\"dead\"} 0",
        "kist_ledger_postings_total{kind=\"payout.settled\"} 1",
    ] {
        assert!(of_worker.contains(expected), "{expected} is not in\n{of_worker}");
    }
    let from_afar = client.get(format!("http://{web}/metrics")).header("X-Forwarded-For", "203.0.113.7");
    assert_eq!(from_afar.send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
    let with_token = client.get(format!("http://{web}/metrics")).header("X-Forwarded-For", "203.0.113.7");
    let with_token = with_token.bearer_auth(TOKEN).send().await.expect("an answer");
    assert_eq!(with_token.status(), StatusCode::OK);
}
