//! What merchants' servers are told, over HTTP: to a server that listens, signed so that the reference library agrees, and
//! to no address that only we can reach.

use crate::support::{Answer, Person, TestApp};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
};
use domain::{
    explain::Explanation,
    id::{MerchantId, PersonId},
    webhook_out::{Addresses, EventKind, Names, Reach, pg::announce},
    work::{Command, Failure, Meta, Tx, execute},
};
use reqwest::Method;
use serde_json::{Value, json};
use server::{
    config::Config,
    names::SystemNames,
    state::Kist,
    workers::{WorkerSettings, Workers},
};
use standardwebhooks::Webhook;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

#[derive(Clone)]
struct Heard {
    headers: HeaderMap,
    body: Bytes,
    at: Instant,
}

impl Heard {
    fn id(&self) -> String {
        self.headers["webhook-id"].to_str().unwrap().to_owned()
    }

    fn is_signed_with(&self, secret: &Value) -> bool {
        let webhook = Webhook::new(secret.as_str().expect("a secret")).expect("one of theirs");
        webhook.verify(&self.body, &self.headers).is_ok()
    }
}

/// How the receiver answers the n-th call.
struct Reply {
    status: u16,
    after: Duration,
    location: Option<String>,
    body: String,
}

impl Reply {
    fn of(status: u16) -> Reply {
        Reply { status, after: Duration::ZERO, location: None, body: "thanks".to_owned() }
    }
}

/// A merchant's server.
#[derive(Clone)]
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    async fn starts(reply: impl Fn(usize) -> Reply + Clone + Send + Sync + 'static) -> Receiver {
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        let hears = heard.clone();
        let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
            let number = {
                let mut heard = hears.lock().unwrap();
                heard.push(Heard { headers, body, at: Instant::now() });
                heard.len()
            };
            let reply = reply(number);
            sleep(reply.after).await;
            let mut headers = HeaderMap::new();
            if let Some(location) = reply.location {
                headers.insert(header::LOCATION, location.parse().unwrap());
            }
            (StatusCode::from_u16(reply.status).unwrap(), headers, reply.body)
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook?token=secret", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Receiver { url, heard }
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until it has heard so often.
    async fn hears(&self, many: usize) -> Vec<Heard> {
        for _ in 0..400 {
            let heard = self.heard();
            if heard.len() >= many {
                return heard;
            }
            sleep(Duration::from_millis(25)).await;
        }
        panic!("heard {} times instead of {many}", self.heard().len());
    }
}

/// Names for tests: `public.example`, `inside.example`, and one that stands for something else the second time.
#[derive(Default)]
struct Book(AtomicUsize);

impl Names for Book {
    fn addresses<'a>(&'a self, host: &'a str) -> Addresses<'a> {
        let addresses: &[&str] = match host {
            "public.example" => &["8.8.8.8"],
            "inside.example" => &["10.0.0.7"],
            "both.example" => &["8.8.8.8", "127.0.0.1"],
            "mapped.example" => &["::ffff:127.0.0.1"],
            "turns.example" if self.0.fetch_add(1, Ordering::SeqCst) == 0 => &["8.8.8.8"],
            "turns.example" => &["127.0.0.1"],
            _ => &[],
        };
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        Box::pin(std::future::ready(addresses))
    }
}

fn private_and_quick(config: &mut Config) {
    config.webhooks.reach = Reach::new(Arc::new(SystemNames), true);
    config.webhooks.rules.first_pause = Duration::from_millis(20);
    config.webhooks.time_limit = Duration::from_secs(1);
}

/// Something that happens to a merchant.
struct Happens {
    merchant: MerchantId,
    subject: Uuid,
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
        announce(tx, self.merchant, EventKind::PayoutCreated, self.subject, json!({ "id": self.subject }))
            .await?;
        Ok(())
    }
}

async fn happens(app: &TestApp, merchant: MerchantId) {
    let command = Happens { merchant, subject: Uuid::now_v7(), meta: Meta::default() };
    execute(&app.kist.pool, &command).await.expect("it happens");
}

async fn endpoint(person: &Person<'_>, url: &str) -> Value {
    person.post("/webhook-endpoints", &json!({ "url": url, "events": ["*"] })).await.is(201)
}

fn id(of: &Value) -> &str {
    of["id"].as_str().expect("an id")
}

async fn log(person: &Person<'_>, endpoint: &Value) -> Vec<Value> {
    let log = person.get(&format!("/webhook-endpoints/{}/deliveries", id(endpoint))).await.is(200);
    log.as_array().expect("a list").clone()
}

/// Waits until the newest delivery was tried.
async fn tried(person: &Person<'_>, endpoint: &Value) -> Value {
    for _ in 0..200 {
        if let Some(newest) = log(person, endpoint).await.into_iter().find(|one| one["tries"] != 0) {
            return newest;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("nothing was tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchants_server_hears_of_its_payout_and_can_trust_it() {
    let app = TestApp::with_bank_and(private_and_quick).await;
    let (meera, mehta) = (app.admin("Meera Nair").await, app.merchant("Rohan Mehta").await);
    meera.funds_merchant(&mehta, "100").await;
    let receiver = Receiver::starts(|_| Reply::of(200)).await;
    let made = endpoint(&mehta, &receiver.url).await;
    assert!(made["secret"].as_str().expect("a secret").starts_with("whsec_"));
    let listed = mehta.get("/webhook-endpoints").await;
    assert!(!listed.text().contains(made["secret"].as_str().unwrap()), "shown once");
    assert_eq!(listed.json()[0]["status"], "active");

    let body = json!({ "account_holder_name": "Mehta", "account_number": "123456789012", "ifsc_code": "HDFC0001234" });
    let account = mehta.post("/bank-accounts", &body).await.is(201);
    let body = json!({ "amount_paise": 100, "bank_account_id": account["id"] });
    let asked = mehta.asks(Method::POST, "/payouts").header("Idempotency-Key", "k").json(&body);
    let payout = Answer::to(asked).await.is(201);
    let mut heard = receiver.hears(3).await;
    assert!(
        heard
            .iter()
            .all(|one| one.is_signed_with(&made["secret"])
                && one.headers["content-type"] == "application/json")
    );
    heard.sort_by_key(Heard::id);
    let bodies: Vec<Value> =
        heard.iter().map(|one| serde_json::from_slice(&one.body).expect("JSON")).collect();
    let end = bodies[2]["type"].as_str().expect("a type");
    assert_eq!(
        (bodies[0]["type"].as_str(), bodies[1]["type"].as_str()),
        (Some("payout.created"), Some("payout.processing"))
    );
    assert!(matches!(end, "payout.completed" | "payout.failed"), "{end}");
    assert_eq!(bodies[2]["id"], heard[2].id());
    assert_eq!(bodies[2]["data"], mehta.get(&format!("/payouts/{}", id(&payout))).await.is(200));

    // A rotation: both secrets are good for a day.
    let rotated = mehta.post(&format!("/webhook-endpoints/{}/rotate", id(&made)), &json!({})).await.is(200);
    assert_ne!(rotated["secret"], made["secret"]);
    let newest = log(&mehta, &made).await.remove(0);
    assert_eq!(
        (newest["status"].as_str(), newest["response_status"].as_i64()),
        (Some("delivered"), Some(200))
    );
    assert_eq!(newest["response_body"], "thanks");
    mehta.post(&format!("/webhook-deliveries/{}/resend", id(&newest)), &json!({})).await.is(202);
    let again = receiver.hears(4).await.remove(3);
    assert!(again.is_signed_with(&rotated["secret"]) && again.is_signed_with(&made["secret"]));
    let first = heard.iter().find(|one| one.id() == again.id()).expect("the same event");
    assert_eq!(first.body, again.body, "the same bytes");

    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    let answer = mehta.post(&format!("/webhook-endpoints/{}/resend", id(&made)), &since).await.is(202);
    assert_eq!(answer["resent"], 3);
    receiver.hears(7).await;

    let shown = meera.get("/admin/webhook-deliveries?status=delivered&type=payout.created").await;
    assert!(!shown.text().contains("token=secret") && shown.text().contains("?…"), "{}", shown.text());
    meera.get("/admin/webhook-deliveries?colour=red").await.refused(400, "validation_error");
    meera.get("/admin/webhook-deliveries?type=nothing").await.refused(400, "validation_error");
    app.is_proven().await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_that_only_we_can_reach_is_registered() {
    let app =
        TestApp::with(|config| config.webhooks.reach = Reach::new(Arc::new(Book::default()), false)).await;
    let mehta = app.merchant("Rohan Mehta").await;
    let made = endpoint(&mehta, "https://public.example/hook").await;
    let one = format!("/webhook-endpoints/{}", id(&made));
    let long = format!("https://public.example/{}", "x".repeat(2048));
    for url in [
        "http://public.example/hook",
        "http://127.0.0.1",
        "https://127.0.0.1",
        "http://[::1]",
        "https://[::1]",
        "http://169.254.169.254",
        "https://169.254.169.254/latest/meta-data",
        "http://0x7f000001",
        "https://0x7f000001",
        "https://2130706433",
        "https://[::ffff:10.0.0.1]",
        "http://localhost",
        "https://localhost:5432",
        "https://inside.example",
        "https://both.example",
        "https://mapped.example",
        "https://nobody.example",
        "https://user:password@public.example",
        "ftp://public.example",
        "public.example",
        "",
        &long,
    ] {
        let new = mehta.post("/webhook-endpoints", &json!({ "url": url, "events": ["*"] })).await;
        let told = new.refused(400, "validation_error");
        assert!(told["fields"]["url"].is_string(), "{url}: {told}");
        let change = Answer::to(mehta.asks(Method::PATCH, &one).json(&json!({ "url": url }))).await;
        change.refused(400, "validation_error");
    }
    for body in [
        json!({}),
        json!({ "url": "https://public.example" }),
        json!({ "url": "https://public.example", "events": [] }),
        json!({ "url": "https://public.example", "events": ["payout"] }),
        json!({ "url": "https://public.example", "events": "*" }),
        json!({ "url": 7, "events": ["*"] }),
    ] {
        mehta.post("/webhook-endpoints", &body).await.refused(400, "validation_error");
    }
    for body in [json!({}), json!({ "paused": "perhaps" }), json!({ "events": ["x"] })] {
        Answer::to(mehta.asks(Method::PATCH, &one).json(&body)).await.refused(400, "validation_error");
    }
    for body in [json!({}), json!({ "since": "yesterday" }), json!({ "since": 7 })] {
        mehta.post(&format!("{one}/resend"), &body).await.refused(400, "validation_error");
    }
    mehta.get(&format!("{one}/deliveries?status=lost")).await.refused(400, "validation_error");
    mehta.get("/webhook-endpoints?limit=0").await.refused(400, "validation_error");

    for _ in 0..9 {
        endpoint(&mehta, "https://8.8.8.8/hook").await;
    }
    let eleventh = json!({ "url": "https://8.8.8.8/hook", "events": ["*"] });
    mehta.post("/webhook-endpoints", &eleventh).await.refused(409, "invalid_state");
    let first = mehta.get("/webhook-endpoints?limit=4").await;
    assert!(first.header("link").contains("limit=4") && first.json().as_array().map(Vec::len) == Some(4));
    app.stops().await;
}

#[tokio::test]
async fn another_merchants_endpoint_does_not_exist_and_a_key_has_none() {
    let app =
        TestApp::with(|config| config.webhooks.reach = Reach::new(Arc::new(Book::default()), false)).await;
    let (mehta, rao) = (app.merchant("Rohan Mehta").await, app.merchant("Anita Rao").await);
    let made = endpoint(&mehta, "https://public.example/hook").await;
    happens(&app, mehta.merchant().await).await;
    let delivery = log(&mehta, &made).await.remove(0);
    let one = format!("/webhook-endpoints/{}", id(&made));
    for (method, path) in [
        (Method::PATCH, one.clone()),
        (Method::DELETE, one.clone()),
        (Method::POST, format!("{one}/rotate")),
        (Method::GET, format!("{one}/deliveries")),
        (Method::POST, format!("{one}/resend")),
        (Method::POST, format!("/webhook-deliveries/{}/resend", id(&delivery))),
    ] {
        let body = json!({ "paused": true, "since": "2020-01-01T00:00:00Z" });
        let mut asked = rao.asks(method.clone(), &path);
        if method != Method::GET {
            asked = asked.json(&body);
        }
        Answer::to(asked).await.refused(404, "not_found");
    }
    let key = mehta
        .post("/api-keys", &json!({ "name": "Shop", "scopes": ["read", "payouts", "payments"] }))
        .await
        .is(201);
    let key = key["key"].as_str().expect("a key");
    Answer::to(app.api(Method::GET, "/webhook-endpoints").header("X-API-KEY", key))
        .await
        .refused(403, "not_authorized");

    let paused = Answer::to(mehta.asks(Method::PATCH, &one).json(&json!({ "paused": true }))).await.is(200);
    assert_eq!(
        (paused["status"].as_str(), paused["paused_reason"].as_str()),
        (Some("paused"), Some("by_hand"))
    );
    let asked = format!("/webhook-deliveries/{}/resend", id(&delivery));
    mehta.post(&asked, &json!({})).await.refused(409, "invalid_state");
    let change = json!({ "events": ["payout.failed"], "paused": false });
    let changed = Answer::to(mehta.asks(Method::PATCH, &one).json(&change)).await.is(200);
    assert_eq!((changed["status"].as_str(), &changed["events"]), (Some("active"), &json!(["payout.failed"])));
    assert_eq!(Answer::to(mehta.asks(Method::DELETE, &one)).await.status, 204);
    Answer::to(mehta.asks(Method::DELETE, &one)).await.refused(404, "not_found");
    assert_eq!(mehta.get("/webhook-endpoints").await.json(), json!([]));
    mehta.post(&asked, &json!({})).await.refused(404, "not_found");
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_us_elsewhere_is_not_followed() {
    let app = TestApp::with_bank_and(private_and_quick).await;
    let mehta = app.merchant("Rohan Mehta").await;
    let merchant = mehta.merchant().await;
    let inside = Receiver::starts(|_| Reply::of(200)).await;
    let target = inside.url.clone();
    let redirects = Receiver::starts(move |_| Reply {
        location: Some(target.clone()),
        body: "x".repeat(100_000),
        ..Reply::of(307)
    })
    .await;
    let gone = Receiver::starts(|_| Reply { body: "a\u{1}b\u{7}".to_owned(), ..Reply::of(410) }).await;
    let slow = Receiver::starts(|_| Reply { after: Duration::from_secs(5), ..Reply::of(200) }).await;
    let (elsewhere, gone_for_good) =
        (endpoint(&mehta, &redirects.url).await, endpoint(&mehta, &gone.url).await);
    let nobody = endpoint(&mehta, "http://127.0.0.1:9/").await;
    let waits = endpoint(&mehta, &slow.url).await;
    happens(&app, merchant).await;

    let shown = tried(&mehta, &elsewhere).await;
    assert_eq!((shown["status"].as_str(), shown["response_status"].as_i64()), (Some("pending"), Some(307)));
    assert!(shown["error"].as_str().expect("why").contains("elsewhere"), "{shown}");
    assert_eq!(shown["response_body"].as_str().map(str::len), Some(500));
    assert!(inside.heard().is_empty(), "not followed");
    let shown = tried(&mehta, &gone_for_good).await;
    assert_eq!(shown["response_body"], "ab");
    let endpoints = mehta.get("/webhook-endpoints").await.json();
    let reasons: HashMap<&str, &Value> =
        endpoints.as_array().unwrap().iter().map(|one| (id(one), &one["paused_reason"])).collect();
    assert_eq!((reasons[id(&gone_for_good)], reasons[id(&elsewhere)]), (&json!("gone"), &Value::Null));
    let shown = tried(&mehta, &nobody).await;
    assert_eq!(
        (&shown["response_status"], shown["error"].as_str()),
        (&Value::Null, Some("No connection could be made."))
    );
    let shown = tried(&mehta, &waits).await;
    assert_eq!(shown["error"], "No answer within 1 seconds.");
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_stands_for_something_else_by_then_is_not_called() {
    let inside = Receiver::starts(|_| Reply::of(200)).await;
    let port =
        inside.url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("a port").to_owned();
    let app = TestApp::with_bank_and(|config| {
        private_and_quick(config);
        config.webhooks.reach = Reach::new(Arc::new(Book::default()), false);
    })
    .await;
    let mehta = app.merchant("Rohan Mehta").await;
    let made = endpoint(&mehta, &format!("https://turns.example:{port}/")).await;
    happens(&app, mehta.merchant().await).await;
    let shown = tried(&mehta, &made).await;
    assert_eq!(shown["error"], "The address is not one of the public internet.");
    // And one that was registered while it was allowed.
    let sql = format!("update webhook_endpoint set url = '{}'", inside.url);
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&app.owner).await.expect("changed");
    mehta.post(&format!("/webhook-deliveries/{}/resend", id(&shown)), &json!({})).await.is(202);
    sleep(Duration::from_millis(500)).await;
    let shown = tried(&mehta, &made).await;
    assert!(shown["tries"].as_i64() > Some(1), "{shown}");
    assert_eq!(shown["error"], "The address is not one of the public internet.");
    assert!(inside.heard().is_empty(), "nothing inside was called");
    app.stops().await;
}

/// Workers with a runtime of their own, which is taken away from under them.
fn aborted_after(config: Config, time: Duration) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let workers = runtime.block_on(async {
        let kist = Kist::new(config).await.expect("starts");
        Workers::start(kist, WorkerSettings { slots: 8, lease: Duration::from_secs(3) })
    });
    std::thread::sleep(time);
    runtime.shutdown_timeout(Duration::from_millis(1));
    drop(workers);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_arrives_though_the_receiver_fails_and_a_worker_dies() {
    const EVENTS: usize = 300;
    let app = TestApp::with(private_and_quick).await;
    let mehta = app.merchant("Rohan Mehta").await;
    // Three in ten fail, and two calls are slow.
    let receiver = Receiver::starts(|number| match number {
        40 | 90 => Reply { after: Duration::from_millis(1500), ..Reply::of(200) },
        _ if number % 10 < 3 => Reply::of(500),
        _ => Reply::of(200),
    })
    .await;
    let made = endpoint(&mehta, &receiver.url).await;
    let merchant = mehta.merchant().await;
    for _ in 0..EVENTS {
        happens(&app, merchant).await;
    }
    let config = Config {
        workers: WorkerSettings { slots: 8, lease: Duration::from_secs(3) },
        ..Config::clone(&app.kist.config)
    };
    let dies = config.clone();
    tokio::task::spawn_blocking(move || aborted_after(dies, Duration::from_millis(700)))
        .await
        .expect("aborted");
    let before = receiver.heard().len();
    assert!(before > 10 && before < EVENTS, "it died in the middle: {before} calls");

    let workers = Workers::start(
        Kist::new(config).await.expect("starts"),
        WorkerSettings { slots: 8, lease: Duration::from_secs(3) },
    );
    let waiting = async || -> i64 {
        let sql = "select count(*) from webhook_delivery where status <> 'delivered'";
        sqlx::query_scalar(sql).fetch_one(&app.owner).await.expect("counts")
    };
    for _ in 0..600 {
        if waiting().await == 0 {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(waiting().await, 0, "all are delivered");
    workers.stop().await;

    let mut by_id: HashMap<String, Vec<Heard>> = HashMap::new();
    for heard in receiver.heard() {
        assert!(heard.is_signed_with(&made["secret"]));
        by_id.entry(heard.id()).or_default().push(heard);
    }
    assert_eq!(by_id.len(), EVENTS, "each at least once");
    assert!(by_id.values().all(|heard| heard.iter().all(|one| one.body == heard[0].body)), "the same bytes");
    // The pause after a try that was written down is kept, whoever died: a call that follows sooner follows one that
    // nobody could write down.
    let spaced: i64 = sqlx::query_scalar(
        "select count(*) from webhook_try a join webhook_try b on b.delivery_id = a.delivery_id and b.number = a.number + 1
         where b.started_at < a.started_at + a.ms * interval '1 ms' + interval '14 ms'",
    )
    .fetch_one(&app.owner)
    .await
    .expect("counts");
    assert_eq!(spaced, 0, "tries are spaced");
    let soonest = by_id.values().filter(|heard| heard.len() > 1).count();
    assert!(soonest > 20, "some were tried again");
    assert!(by_id.values().flatten().all(|heard| heard.at.elapsed() > Duration::ZERO));
    app.stops().await;
}
