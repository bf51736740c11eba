//! The bank, and what its books say.

use serde_json::Value;
use server::{
    config::Config,
    simulator::{self, Behaviour, Running},
};
use std::time::Duration;

pub const KEY: &str = "a key of the chaos between bank and product";
pub const SECRET: &str = "whsec_Y2hhb3MgYmV0d2VlbiBiYW5rIGFuZCBwcm9kdWN0IQ==";

pub struct Bank {
    running: Running,
    client: reqwest::Client,
}

/// What the bank did; positive: to us.
pub struct Movement {
    pub reference: String,
    pub bank_reference: String,
    pub paise: i64,
    pub account: String,
}

impl Bank {
    /// Every way to fail at once, and everything ten to a hundred times quicker than a real bank.
    pub async fn start(seed: u64, served_at: &str) -> Bank {
        let behaviour = Behaviour::default()
            .changed(&serde_json::json!({
                "seed": seed, "success_rate": 0.85, "delay_ms_min": 0, "delay_ms_max": 120, "hold_ms": 900, "decide_ms": 700,
                "timeout": 0.06, "slow": 0.06, "answer_lost": 0.08, "server_error": 0.08, "bad_request": 0.03, "insufficient_funds": 0.03,
                "stays_processing": 0.08, "callback_duplicate": 0.2, "callback_early": 0.15, "callback_shuffled": 0.2, "callback_never": 0.2,
            }))
            .expect("a behaviour");
        let callback = format!("http://{served_at}/webhooks/bank-callback");
        let settings = Config::read(|name| match name {
            "DATABASE_URL" => Some("unused".to_owned()),
            "KIST_DEMO" => Some("1".to_owned()),
            "BANK_API_KEY" => Some(KEY.to_owned()),
            "BANK_WEBHOOK_SECRETS" => Some(SECRET.to_owned()),
            "BANK_SIMULATOR_ADDR" => Some("127.0.0.1:0".to_owned()),
            "BANK_SIMULATOR_CALLBACK_URL" => Some(callback.clone()),
            _ => None,
        })
        .expect("settings")
        .simulator;
        let settings = simulator::Settings { behaviour, ..settings };
        Bank {
            running: simulator::start(settings).await.expect("the bank opens"),
            client: reqwest::Client::new(),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.url())).bearer_auth(KEY);
        request.send().await.expect("the bank answers").json().await.expect("JSON")
    }

    pub async fn movements(&self) -> Vec<Movement> {
        let books = self.get("/v1/books").await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let movement = |row: &Value| {
            let paise = row["amount_paise"].as_i64().expect("paise");
            Movement {
                reference: text(&row["reference"]),
                bank_reference: text(&row["bank_reference"]),
                paise: if row["direction"] == "collect" { paise } else { -paise },
                account: text(&row["account_number"]),
            }
        };
        books.as_array().expect("a list").iter().map(movement).collect()
    }

    /// Nothing moves there any more: what was held up has arrived or never will.
    pub async fn is_quiet(&self) -> bool {
        let before = self.get("/v1/books").await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        self.get("/v1/books").await == before
    }
}
