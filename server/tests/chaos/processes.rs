//! The product, as processes that can be killed.

use crate::{
    bank::{self, Bank},
    cast::{Asked, KEY},
    support::House,
};
use reqwest::StatusCode;
use serde_json::Value;
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

pub fn free_address() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port();
    format!("127.0.0.1:{port}")
}

/// Without a bank of ours.
pub fn alone(house: &House, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kist"));
    command.args(arguments).env("DATABASE_URL", &house.db.url).env("SECRET_KEY", KEY);
    command.env("KIST_DEMO", "1").env("KIST_MIGRATE", "0").env("RUST_LOG", "error");
    command
        .env("BANK_TIMEOUT_MS", "400")
        .env("GATEWAY_TIMEOUT_MS", "400")
        .env("JOB_LEASE_SECONDS", "3")
        .env("DATABASE_MAX_CONNECTIONS", "6");
    command
}

fn kist(house: &House, bank: &Bank, arguments: &[&str]) -> Command {
    let mut command = alone(house, arguments);
    command
        .env("BANK_URL", bank.url())
        .env("BANK_API_KEY", bank::KEY)
        .env("BANK_WEBHOOK_SECRETS", bank::SECRET);
    // A bank that answers within 120 ms, or not at all.
    command.env("BANK_BREAKER_FAILURES", "8").env("BANK_BREAKER_SECONDS", "1");
    command.env("PAYOUT_PROCESSING_TIMEOUT_SECONDS", "1");
    for limit in ["CALLER", "BALANCE", "TRANSACTIONS", "LOGIN"] {
        command.env(format!("RATE_LIMIT_{limit}"), "0");
    }
    command.stdout(Stdio::null()).stdin(Stdio::null());
    command
}

/// A process, killed when it is dropped.
struct Running(Child);

impl Running {
    fn of(mut command: Command) -> Running {
        Running(command.spawn().expect("the binary starts"))
    }
}

impl Drop for Running {
    /// As `kill -9` does it.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct Worker {
    process: Running,
}

impl Worker {
    pub fn start(house: &House, bank: &Bank) -> Worker {
        Worker { process: Running::of(kist(house, bank, &["work"])) }
    }

    pub fn killed_and_started(&mut self, house: &House, bank: &Bank) {
        *self = Worker::start(house, bank);
    }
}

/// Takes requests and callbacks; does no jobs.
pub struct Served {
    process: Running,
    base: String,
    client: reqwest::Client,
}

impl Served {
    pub fn start(house: &House, address: &str, bank: &Bank) -> Served {
        let mut command = kist(house, bank, &["serve", "--no-workers"]);
        command.env("KIST_ADDR", address);
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().expect("a client");
        Served { process: Running::of(command), base: format!("http://{address}"), client }
    }

    pub async fn is_up(&self) {
        for _ in 0..200 {
            let live = self.client.get(format!("{}/health", self.base)).send().await;
            if live.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not come up");
    }

    /// Asks until there is an answer; the id of what was accepted, or none where the money did not suffice.
    pub async fn asks(&self, asked: &Asked) -> Option<String> {
        if asked.twice {
            let (one, two) = tokio::join!(self.insists(asked), self.insists(asked));
            // One of the two may have come when the money was not there yet, or not any more.
            return one.or(two);
        }
        self.insists(asked).await
    }

    async fn insists(&self, asked: &Asked) -> Option<String> {
        for _ in 0..100 {
            let request = self.client.post(format!("{}/api/v1/{}", self.base, asked.path));
            let request =
                request.bearer_auth(&asked.token).header("Idempotency-Key", &asked.key).json(&asked.body);
            if let Ok(answer) = request.send().await {
                let status = answer.status();
                let body: Value = answer.json().await.unwrap_or_default();
                match status {
                    StatusCode::OK | StatusCode::CREATED | StatusCode::ACCEPTED => {
                        return Some(body["id"].as_str().expect("an id").to_owned());
                    }
                    StatusCode::BAD_REQUEST => {
                        assert_eq!(body["error"], "insufficient_funds", "{body}");
                        return None;
                    }
                    status => assert!(status.is_server_error(), "{status}: {body}"),
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("{} {} was never answered", asked.path, asked.key);
    }
}

/// `true` once it is done, or where nobody said how.
pub async fn restart_database() -> bool {
    let Ok(command) = std::env::var("KIST_TEST_RESTART") else {
        eprintln!("chaos: KIST_TEST_RESTART is not set, so PostgreSQL is not restarted");
        return true;
    };
    let restarting = tokio::task::spawn_blocking(move || {
        Command::new("bash")
            .args(["-c", &command])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
    });
    let status = restarting.await.expect("waits").expect("the command starts");
    assert!(status.success(), "PostgreSQL could not be restarted");
    true
}
