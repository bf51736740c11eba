//! The server is killed in the middle of two thousand repayments, started again, and every key is sent
//! again: each took effect exactly once, and the ledger proves it.
#![allow(
    unreachable_pub,
    dead_code,
    reason = "what the stories share is shared with the domain's tests as well"
)]

#[path = "../../../domain/tests/support/mod.rs"]
mod support;

use domain::{
    actor::{Actor, Role},
    id::{LoanId, PersonId, SignInId},
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use server::{config::Config, tokens::Tokens};
use std::{
    collections::HashMap,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use support::{House, rupees};

const BORROWERS: usize = 20;
const EACH: usize = 100;
const KILL_AFTER: usize = 700;
const KEY: &str = "a key for this test alone 0123456789abcdef";

struct Payer {
    token: String,
    loan: LoanId,
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_every_repayment_took_effect_once() {
    let house = House::new().await;
    let mut payers = Vec::new();
    let mut borrowers = Vec::new();
    for n in 0..BORROWERS {
        let borrower = house.borrower(&format!("Payer {n}")).await;
        let loan = house.active_loan(borrower, "100000").await.id;
        payers.push(Payer { token: token(&house, borrower.person()).await, loan });
        borrowers.push(borrower);
    }
    let requests: Vec<(usize, String)> =
        (0..BORROWERS * EACH).map(|n| (n % BORROWERS, format!("crash-{n}"))).collect();

    let mut server = Served::start(&house).await;
    let answered = AtomicUsize::new(0);
    let first: Mutex<HashMap<String, Vec<u8>>> = Mutex::default();
    {
        let (server, answered, first, payers) = (&server, &answered, &first, &payers);
        stream::iter(&requests)
            .for_each_concurrent(32, async |(payer, key)| {
                if let Some(body) = server.pay(&payers[*payer], key).await {
                    first.lock().expect("not poisoned").insert(key.clone(), body);
                    if answered.fetch_add(1, Ordering::SeqCst) + 1 == KILL_AFTER {
                        server.kill();
                    }
                }
            })
            .await;
    }
    let before = first.into_inner().expect("not poisoned");
    assert!((KILL_AFTER..requests.len()).contains(&before.len()), "{} were answered", before.len());
    let committed = house.count("repayment").await;
    assert!(committed >= i64::try_from(before.len()).expect("few"), "an answered payment was lost");

    server = Served::start(&house).await;
    let replayed = Mutex::new(0_i64);
    {
        let (server, payers, before, replayed) = (&server, &payers, &before, &replayed);
        stream::iter(&requests)
            .for_each_concurrent(32, async |(payer, key)| {
                let body = server.pay(&payers[*payer], key).await.expect("every key is answered");
                if let Some(first) = before.get(key) {
                    assert_eq!(&body, first, "a repeat gets the same bytes");
                    *replayed.lock().expect("not poisoned") += 1;
                }
            })
            .await;
    }
    assert_eq!(replayed.into_inner().expect("not poisoned"), i64::try_from(before.len()).expect("few"));
    assert_eq!(house.count("repayment").await, i64::try_from(requests.len()).expect("few"));
    for borrower in borrowers {
        assert_eq!(house.wallet(borrower).await, rupees("99000.00"));
    }
    house.is_proven().await;
}

/// A sign-in as the product makes it, without the minutes that hashing forty passwords would take.
async fn token(house: &House, person: PersonId) -> String {
    let sign_in = SignInId::new();
    sqlx::query(
        "insert into sign_in (id, person_id, kind, user_agent, address, created_at, last_seen_at)
         values ($1, $2, 'program', 'test', '127.0.0.1', now(), now())",
    )
    .bind(sign_in.0)
    .bind(person.0)
    .execute(&house.db.owner)
    .await
    .expect("signed in");
    let config = Config::read(|name| match name {
        "DATABASE_URL" => Some("unused".to_owned()),
        "SECRET_KEY" => Some(KEY.to_owned()),
        _ => None,
    });
    let tokens = Tokens::new(&config.expect("settings")).expect("a key");
    let actor = Actor { person, role: Role::User, merchant: None, sign_in: Some(sign_in) };
    tokens.issue(&actor, sign_in).expect("a token")
}

/// The real binary, as a process that can be killed.
struct Served {
    process: Mutex<Child>,
    base: String,
    client: reqwest::Client,
}

impl Served {
    async fn start(house: &House) -> Served {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_kist"));
        command
            .arg("serve")
            .env("DATABASE_URL", &house.db.url)
            .env("KIST_ADDR", &address)
            .env("SECRET_KEY", KEY);
        command.env("KIST_DEMO", "1").env("KIST_MIGRATE", "0").env("RUST_LOG", "warn");
        for limit in ["CALLER", "BALANCE", "TRANSACTIONS", "LOGIN"] {
            command.env(format!("RATE_LIMIT_{limit}"), "0");
        }
        let process = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn().expect("the binary starts");
        let served = Served {
            process: Mutex::new(process),
            base: format!("http://{address}"),
            client: reqwest::Client::new(),
        };
        served.is_up().await;
        served
    }

    /// Asks until it answers; a refused connection is answered at once, so each try yields.
    async fn is_up(&self) {
        let live = format!("{}/health/live", self.base);
        let mut up = false;
        for _ in 0..100_000 {
            up = self.client.get(&live).send().await.is_ok_and(|answer| answer.status().is_success());
            if up {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(up, "the server did not come up");
    }

    /// The body of a success; `None` if there was no answer.
    async fn pay(&self, payer: &Payer, key: &str) -> Option<Vec<u8>> {
        let body: Value = json!({ "loan_id": payer.loan, "amount": "10.00", "idempotency_key": key });
        let url = format!("{}/api/v1/repayments/make-payment", self.base);
        let answer = self.client.post(url).bearer_auth(&payer.token).json(&body).send().await.ok()?;
        let status = answer.status();
        let body = answer.bytes().await.ok()?;
        assert_eq!(status.as_u16(), 201, "{}", String::from_utf8_lossy(&body));
        Some(body.to_vec())
    }

    /// As `kill -9` does it.
    fn kill(&self) {
        let mut process = self.process.lock().expect("not poisoned");
        process.kill().expect("killed");
        process.wait().expect("ended");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Ok(process) = self.process.get_mut() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
