//! Pretend gateways without delays, and the product's adapters to them; or an adapter before somebody who answers nonsense.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};
use domain::{
    gateway::{AboutCharge, Asked, Charge, Charged, GatewayName, PaymentGateway, RefundOrder, Refunded, Way},
    id::{AttemptId, RefundId},
    money::{Paise, PositivePaise},
};
use reqwest::{Client, redirect::Policy};
use serde_json::Value;
use server::{
    config::Config,
    gateways::Gateways,
    simulator::{self, GatewayBehaviour, GatewayBehaviours, Running},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;
use uuid::{NoContext, Timestamp, Uuid};

const API_KEY: &str = "the key of a bank of the tests";
pub(crate) const BREAKER_FAILURES: u32 = 5;

/// All three, before their pretend selves.
pub(crate) struct Street {
    pub(crate) gateways: Gateways,
    pub(crate) client: Client,
    running: Running,
}

impl Street {
    pub(crate) async fn start() -> Street {
        let mut settings = config("127.0.0.1:0", |_| None).simulator;
        settings.gateways.behaviours = GatewayBehaviours::all(&GatewayBehaviour {
            delay_ms_min: 0,
            delay_ms_max: 0,
            hold_ms: 2_500,
            ..GatewayBehaviour::default()
        });
        let running = simulator::start(settings).await.expect("they start");
        let config = config(&running.address.to_string(), |_| None);
        let gateways = Gateways::new(&config).expect("adapters");
        // What a page sends its customer on to is not followed: nobody is there.
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Street { gateways, client, running }
    }

    pub(crate) fn gateway(&self, name: GatewayName) -> Arc<dyn PaymentGateway> {
        self.gateways.get(name).expect("it is configured")
    }

    /// How often the gateway took the money of this, and how much it gave back, as its own book says.
    pub(crate) async fn taken(&self, reference: AttemptId) -> Vec<(i64, i64)> {
        let asked = self.client.get(format!("http://{}/v1/taken", self.running.address)).bearer_auth(API_KEY);
        let all: Vec<Value> = asked.send().await.expect("an answer").json().await.expect("JSON");
        let paise = |one: &Value, field: &str| one[field].as_i64().expect("paise");
        all.iter()
            .filter(|one| one["reference"] == reference.to_string())
            .map(|one| (paise(one, "amount_paise"), paise(one, "given_back_paise")))
            .collect()
    }

    pub(crate) async fn behaves(&self, change: Value) {
        let url = format!("http://{}/v1/control", self.running.address);
        let told = self.client.put(url).bearer_auth(API_KEY).json(&change).send().await.expect("an answer");
        assert_eq!(told.status(), 200);
    }
}

/// An adapter before somebody who gives the same answer to everything.
pub(crate) struct Nonsense {
    answer: Arc<Mutex<(StatusCode, String)>>,
    pub(crate) gateways: Gateways,
}

impl Nonsense {
    pub(crate) async fn start() -> Nonsense {
        let answer = Arc::new(Mutex::new((StatusCode::OK, String::new())));
        let router = Router::new().fallback(say).with_state(answer.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound").to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        // So many that none of them rests.
        let config =
            config(&address, |name| (name == "GATEWAY_BREAKER_FAILURES").then(|| "100000".to_owned()));
        Nonsense { answer, gateways: Gateways::new(&config).expect("adapters") }
    }

    pub(crate) fn says(&self, status: u16, body: impl Into<String>) {
        let status = StatusCode::from_u16(status).expect("a status");
        *self.answer.lock().expect("not poisoned") = (status, body.into());
    }
}

async fn say(State(answer): State<Arc<Mutex<(StatusCode, String)>>>) -> Response<Body> {
    let (status, body) = answer.lock().expect("not poisoned").clone();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
}

/// Gateways that nobody answers for.
pub(crate) async fn nobody() -> Gateways {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    drop(listener);
    Gateways::new(&config(&address, |_| None)).expect("adapters")
}

fn config(simulator: &str, more: impl Fn(&str) -> Option<String>) -> Config {
    let config = Config::read(|name| match name {
        "KIST_DEMO" => Some("1".to_owned()),
        "DATABASE_URL" => Some("unused".to_owned()),
        "BANK_API_KEY" => Some(API_KEY.to_owned()),
        "BANK_SIMULATOR_ADDR" => Some(simulator.to_owned()),
        "GATEWAY_TIMEOUT_MS" => Some("1000".to_owned()),
        name => {
            more(name).or_else(|| (name == "GATEWAY_BREAKER_FAILURES").then(|| BREAKER_FAILURES.to_string()))
        }
    });
    config.expect("the settings are right")
}

pub(crate) fn paise(paise: i64) -> PositivePaise {
    PositivePaise::try_from(Paise::new(paise)).expect("more than nothing")
}

/// Nobody is at a browser: it is taken at once.
pub(crate) fn charge(amount_paise: i64) -> Charge {
    Charge {
        reference: AttemptId::new(),
        amount: paise(amount_paise),
        way: Way::Card,
        description: "Order 2231".to_owned(),
        return_url: None,
        gateway_reference: None,
    }
}

pub(crate) fn about(charge: &Charge) -> AboutCharge {
    AboutCharge { reference: charge.reference, amount: charge.amount, gateway_reference: None }
}

pub(crate) fn refund(charge: &Charge, charge_reference: &str, amount_paise: i64) -> RefundOrder {
    RefundOrder {
        reference: RefundId::new(),
        amount: paise(amount_paise),
        charge: charge.reference,
        charge_reference: charge_reference.to_owned(),
        gateway_reference: None,
    }
}

/// The gateway's own name of what it took.
pub(crate) fn reference(said: &Charged) -> String {
    match said {
        Charged::Taken { gateway_reference } => gateway_reference.clone(),
        other => panic!("{other:?}"),
    }
}

pub(crate) const fn in_a_word(said: &Charged) -> &'static str {
    match said {
        Charged::Taken { .. } => "taken",
        Charged::Refused(refusal) if refusal.elsewhere => "elsewhere",
        Charged::Refused(_) => "refused",
        Charged::Waits { .. } => "waits",
        Charged::Unknown { .. } => "unknown",
    }
}

pub(crate) const fn of_refund(said: &Refunded) -> &'static str {
    match said {
        Refunded::Done { .. } => "done",
        Refunded::Refused(_) => "refused",
        Refunded::Unknown { .. } => "unknown",
    }
}

/// What it tells in the end.
pub(crate) async fn asked(gateway: &dyn PaymentGateway, about: &AboutCharge) -> &'static str {
    match gateway.enquire(about).await {
        Asked::Known(said) => in_a_word(&said),
        Asked::NotKnown => "not known",
    }
}

/// As long as the gateway works on it.
pub(crate) const A_MOMENT: Duration = Duration::from_millis(50);

/// An id that was made more than a day ago.
pub(crate) fn a_day_ago() -> Uuid {
    let now = u64::try_from(domain::work::real_now().timestamp()).expect("after 1970");
    Uuid::new_v7(Timestamp::from_unix(NoContext, now - 25 * 3600, 0))
}
