//! So many requests a minute.

use crate::support::{Answer, TestApp, people::PASSWORD};
use domain::work::real_now;
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::json;
use server::config::{Config, Limits};
use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

#[track_caller]
fn is_over(answer: Answer) {
    let left: i64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&left), "{left}");
    let reset: i64 = answer.header("x-ratelimit-reset").parse().expect("a time");
    assert!((reset - real_now().timestamp() - left).abs() <= 1);
    assert_eq!(answer.header("x-ratelimit-remaining"), "0");
    let message = "Too many requests. Please try again later.";
    let exactly = json!({ "error": "rate_limit_exceeded", "message": message, "retry_after": left });
    assert_eq!(answer.is(429), exactly, "exactly these three fields");
}

#[tokio::test]
async fn the_eleventh_look_at_a_balance_is_refused() {
    let app = TestApp::with(|config| config.limits = Limits::default()).await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let by_id = format!("/users/{}/balance", asha.id);
    for n in 0..10 {
        // One question, two addresses, both bases.
        let path = if n % 2 == 0 { "/wallet/balance" } else { by_id.as_str() };
        let answer = asha.get(path).await;
        assert_eq!(answer.header("x-ratelimit-limit"), "10");
        assert_eq!(answer.header("x-ratelimit-remaining"), (9 - n).to_string());
        answer.is(200);
    }
    is_over(Answer::to(app.raw(Method::GET, "/api/wallet/balance/").bearer_auth(&asha.token)).await);
    is_over(asha.get(&by_id).await);
    asha.get("/wallet/transactions").await.is(200);
    ravi.get("/wallet/balance").await.is(200);
}

#[tokio::test]
async fn the_twenty_first_look_at_the_transactions_is_refused() {
    let app = TestApp::with(|config| config.limits = Limits::default()).await;
    let asha = app.borrower("Asha Rao").await;
    for _ in 0..20 {
        asha.get("/wallet/transactions").await.is(200);
    }
    is_over(asha.get("/wallet/transactions").await);
}

#[tokio::test]
async fn the_eleventh_sign_in_from_one_address_or_for_one_account_is_refused() {
    let app = TestApp::with(|config| {
        config.limits = Limits::default();
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
    .await;
    let attempt = async |email: &str, from: &str| {
        let body = json!({ "email": email, "password": PASSWORD });
        Answer::to(app.api(Method::POST, "/auth/login").header("x-forwarded-for", from).json(&body)).await
    };
    for n in 0..10 {
        attempt(&format!("somebody{n}@example.com"), "203.0.113.7").await.refused(401, "not_authenticated");
    }
    is_over(attempt("somebody10@example.com", "203.0.113.7").await);
    attempt("somebody10@example.com", "203.0.113.8").await.refused(401, "not_authenticated");

    // Attempts for one account, each from another address.
    for n in 0..10 {
        attempt("asha@example.com", &format!("198.51.100.{n}")).await.refused(401, "not_authenticated");
    }
    is_over(attempt("asha@example.com", "198.51.100.10").await);
}

#[tokio::test]
async fn nobody_forges_their_address_without_a_trusted_proxy() {
    let app = TestApp::with(|config| config.limits = Limits { caller: 3, ..Limits::OFF }).await;
    for n in 0..3 {
        let request =
            app.raw(Method::GET, "/api/v1/nothing").header("x-forwarded-for", format!("203.0.113.{n}"));
        Answer::to(request).await.refused(404, "not_found");
    }
    let request = app.raw(Method::GET, "/api/v1/nothing").header("x-forwarded-for", "203.0.113.99");
    is_over(Answer::to(request).await);
    // Pages and server functions count as well, and say it in their own way.
    let page = app.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (429, "text/html; charset=utf-8"));
    assert!(page.text().contains("Too many requests"));
    let called = Answer::to(app.raw(Method::GET, "/ui/loan/mine")).await;
    let told: domain::explain::Explanation = serde_json::from_slice(&called.body).unwrap();
    assert_eq!((called.status, told.code.as_str()), (429, "rate_limit_exceeded"));
    assert_eq!(app.get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn zero_switches_a_limit_off() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    for _ in 0..30 {
        let answer = asha.get("/wallet/balance").await;
        assert_eq!(answer.header("x-ratelimit-limit"), "");
        answer.is(200);
    }
}

/// Of one merchant, whichever of its keys and people ask; looking is not counted.
#[tokio::test]
async fn a_merchant_asks_for_so_many_payments_a_minute() {
    let app = TestApp::with(|config| config.limits = Limits { payments: 3, ..Limits::OFF }).await;
    let (rohan, sunita) = (app.merchant("Rohan Mehta").await, app.merchant("Sunita Rane").await);
    let made = rohan.post("/api-keys", &json!({ "name": "Till", "scopes": ["payments"] })).await.is(201);
    let key = made["key"].as_str().unwrap();
    let body = json!({ "amount": "10", "currency": "INR" });
    for n in 0..3 {
        let asked =
            app.api(Method::POST, "/payments").header("Idempotency-Key", format!("p-{n}")).json(&body);
        let asked = if n == 0 { asked.bearer_auth(&rohan.token) } else { asked.header("x-api-key", key) };
        let answer = Answer::to(asked).await;
        assert_eq!(answer.header("x-ratelimit-remaining"), (2 - n).to_string());
        answer.is(201);
    }
    let fourth = |token: &str| {
        let asked = app.api(Method::POST, "/payments").header("Idempotency-Key", "p-4").json(&body);
        Answer::to(asked.bearer_auth(token))
    };
    is_over(fourth(&rohan.token).await);
    rohan.get("/payments").await.is(200);
    fourth(&sunita.token).await.is(201);
}

/// A Redis of the test's own. `None` where none is installed: `scripts/setup/redis` says how.
struct Redis {
    port: u16,
    process: Child,
}

impl Redis {
    fn start(port: u16) -> Option<Redis> {
        let process = Command::new(std::env::var_os("REDIS_SERVER").unwrap_or_else(|| "redis-server".into()))
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let until = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "Redis does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Redis { port, process })
    }

    fn dies(mut self) -> u16 {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
        self.port
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port()
}

#[tokio::test]
async fn two_servers_share_their_limits_and_go_on_where_redis_dies() {
    let Some(redis) = Redis::start(free_port()) else {
        assert!(std::env::var_os("REDIS_SERVER").is_none(), "the Redis of REDIS_SERVER does not start");
        eprintln!("skipped: no redis-server is installed");
        return;
    };
    let url = SecretString::from(format!("redis://127.0.0.1:{}", redis.port));
    let with_redis = |config: &mut Config| {
        config.limits = Limits::default();
        config.redis_url = Some(url.clone());
    };
    let one = TestApp::with(with_redis).await;
    let other = one.beside(with_redis).await;
    let asha = one.borrower("Asha Rao").await;
    let balance = async |app: &TestApp| {
        Answer::to(app.api(Method::GET, "/wallet/balance").bearer_auth(&asha.token)).await
    };
    for n in 0..10 {
        let answer = balance(if n % 2 == 0 { &one } else { &other }).await;
        assert_eq!(answer.header("x-ratelimit-remaining"), (9 - n).to_string());
        answer.is(200);
    }
    is_over(balance(&other).await);
    is_over(balance(&one).await);

    // Each counts for itself then, with what it has seen: six each, of ten.
    let port = redis.dies();
    for _ in 0..4 {
        for app in [&one, &other] {
            balance(app).await.is(200);
        }
    }
    is_over(balance(&one).await);

    let again = Redis::start(port).expect("it started before");
    let until = Instant::now() + Duration::from_secs(10);
    for app in [&one, &other] {
        // What it counts for itself is used up.
        while balance(app).await.header("x-ratelimit-remaining") == "0" {
            assert!(Instant::now() < until, "a Redis that is back is not asked again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let left = |answer: Answer| answer.header("x-ratelimit-remaining").parse::<u32>().expect("a number");
    let (first, second) = (left(balance(&one).await), left(balance(&other).await));
    assert_eq!(first, second + 1, "they count together again");
    again.dies();
}

#[tokio::test]
async fn without_its_redis_a_server_starts_and_counts_for_itself() {
    let app = TestApp::with(|config| {
        config.limits = Limits::default();
        config.redis_url = Some(SecretString::from("redis://127.0.0.1:9"));
    })
    .await;
    let asha = app.borrower("Asha Rao").await;
    for _ in 0..10 {
        asha.get("/wallet/balance").await.is(200);
    }
    is_over(asha.get("/wallet/balance").await);
}
