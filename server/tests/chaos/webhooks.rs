//! Five thousand events to a merchant's server that fails and is slow, while the workers are killed again and again. Each
//! arrives at least once, signed.
//!
//!     cargo test --test chaos -- --ignored --nocapture five_thousand
//!
//! `WEBHOOKS_EVENTS` chooses another number.

use crate::{processes, setting, support::House};
use axum::{Router, body::Bytes, http::HeaderMap, http::StatusCode};
use domain::{
    explain::Explanation,
    id::{MerchantId, PersonId},
    webhook_out::{Addresses, EventKind, Names, Reach, body::EndpointBody, pg::announce},
    work::{Command, Failure, Meta, Tx, Vault},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::json;
use server::signature::verify;
use std::{
    collections::HashMap,
    net::IpAddr,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use uuid::Uuid;

struct Loopback;

impl Names for Loopback {
    fn addresses<'a>(&'a self, _: &'a str) -> Addresses<'a> {
        Box::pin(std::future::ready(vec![IpAddr::from([127, 0, 0, 1])]))
    }
}

struct Happens {
    merchant: MerchantId,
    meta: Meta,
}

impl Command for Happens {
    const NAME: &'static str = "test.happens";
    type Output = ();
    type Refusal = Explanation;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<Explanation>> {
        announce(tx, self.merchant, EventKind::PayoutCreated, Uuid::now_v7(), json!({ "a": 1 })).await?;
        Ok(())
    }
}

fn works(house: &House) -> Child {
    let mut command = processes::alone(house, &["work"]);
    command
        .env("ALLOW_PRIVATE_WEBHOOKS", "1")
        .env("WEBHOOK_FIRST_PAUSE_MS", "50")
        .env("WEBHOOK_TIMEOUT_SECONDS", "1");
    command.env("WORKER_SLOTS", "32").stdout(Stdio::null()).spawn().expect("the binary starts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute or two; run it by name"]
async fn five_thousand_events_arrive_though_workers_are_killed() {
    let events = i64::try_from(setting("WEBHOOKS_EVENTS", 5_000)).expect("few");
    let house = House::with_connections(6).await;
    let heard = Arc::<Mutex<Vec<(HeaderMap, Bytes)>>>::default();
    let hears = heard.clone();
    let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
        let number = {
            let mut heard = hears.lock().expect("not poisoned");
            heard.push((headers, body));
            heard.len()
        };
        if number % 500 == 0 {
            tokio::time::sleep(Duration::from_millis(1500)).await;
        }
        if number % 10 < 3 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let mehta = house.merchant("Mehta").await;
    let body = EndpointBody { url: url.as_str().into(), events: Some(json!(["*"])) };
    let reach = Reach::new(Arc::new(Loopback), true);
    let command =
        body.parse(mehta, &reach, Arc::new(Vault::of_demo()), Meta::default()).await.expect("an endpoint");
    let secret = house.run(&command).await.expect("made").secret.parse().expect("a secret");

    let began = Instant::now();
    let mut chance = StdRng::seed_from_u64(setting("CHAOS_SEED", 1));
    let (mut kills, mut worker) = (0, works(&house));
    let happening = async {
        let command = Happens { merchant: mehta.merchant(), meta: Meta::default() };
        for _ in 0..events {
            domain::work::execute(house.pool(), &command).await.expect("it happens");
        }
    };
    let killing = async {
        loop {
            tokio::time::sleep(Duration::from_millis(chance.random_range(1_500..4_000))).await;
            let left = house.count("webhook_delivery where status <> 'delivered'").await;
            if left == 0 && house.count("webhook_event").await == events {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(400), "{left} have not arrived");
            // Towards the end they may finish: what a dead worker held waits for its lease.
            if left > events / 50 || house.count("webhook_event").await < events {
                worker.kill().expect("killed");
                let _ = worker.wait();
                worker = works(&house);
                kills += 1;
            }
        }
    };
    tokio::join!(happening, killing);
    worker.kill().expect("killed");
    let _ = worker.wait();

    let now = domain::work::real_now();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let calls = heard.lock().expect("not poisoned").clone();
    for (headers, body) in &calls {
        let sent: i64 = headers["webhook-timestamp"].to_str().expect("text").parse().expect("a time");
        let then = now - chrono::TimeDelta::seconds(now.timestamp() - sent);
        let id = verify(std::slice::from_ref(&secret), headers, body, then).expect("signed");
        *by_id.entry(id).or_default() += 1;
    }
    assert_eq!(i64::try_from(by_id.len()).expect("few"), events, "each at least once");
    let tries = house.count("webhook_try").await;
    eprintln!(
        "webhooks: {events} events, {} calls, {tries} of them written down, {kills} workers killed, {:.1?}",
        calls.len(),
        began.elapsed()
    );
}
