//! What merchants ask of their customers: by the API, through each gateway's own shape of HTTP, at the checkout, and back.

use crate::support::{Answer, Person, TestApp};
use futures::future::join_all;
use reqwest::{Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::time::Duration;

const GATEWAYS: [&str; 3] = ["simulated", "razorpay", "stripe"];

/// A shop's server, with a key.
struct Shop<'a> {
    app: &'a TestApp,
    owner: Person<'a>,
    key: String,
}

impl<'a> Shop<'a> {
    async fn open(app: &'a TestApp) -> Shop<'a> {
        let owner = app.merchant("Rohan Mehta").await;
        let body = json!({ "name": "Shop", "scopes": ["payments", "read"] });
        let made = owner.post("/api-keys", &body).await.is(201);
        let key = made["key"].as_str().unwrap().to_owned();
        Shop { app, owner, key }
    }

    fn asks(&self, method: Method, path: &str) -> RequestBuilder {
        self.app.raw(method, &format!("/api{path}")).header("X-API-KEY", &self.key)
    }

    async fn pays(&self, body: &Value, key: &str) -> Answer {
        Answer::to(self.asks(Method::POST, "/payments/").header("Idempotency-Key", key).json(body)).await
    }

    async fn payment(&self, amount: &str, key: &str) -> String {
        let made = self.pays(&json!({ "amount": amount, "currency": "INR" }), key).await.is(201);
        made["id"].as_str().unwrap().to_owned()
    }

    async fn get(&self, path: &str) -> Value {
        Answer::to(self.asks(Method::GET, path)).await.is(200)
    }

    /// Asks until it is in this state.
    async fn becomes(&self, payment: &str, status: &str) -> Value {
        let mut last = Value::Null;
        for _ in 0..400 {
            last = self.get(&format!("/payments/{payment}/")).await;
            if last["status"] == status {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it did not become {status}: {last:#}");
    }

    async fn refunds(&self, payment: &str, body: Option<Value>, key: Option<&str>) -> Answer {
        let mut request = self.asks(Method::POST, &format!("/payments/{payment}/refund/"));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::to(request).await
    }

    /// Asks until its last refund is in this state, or was refused.
    async fn refund_becomes(&self, payment: &str, status: &str) -> Value {
        let mut last = Value::Null;
        for _ in 0..400 {
            last = self.get(&format!("/payments/{payment}")).await;
            let refund = last["refunds"].as_array().unwrap().last().cloned().unwrap_or_default();
            let refused = status == "REFUSED" && refund["failure_code"].is_string();
            if refund["status"] == status || refused {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("its refund did not become {status}: {last:#}");
    }
}

impl Person<'_> {
    /// Only this gateway is chosen from now on.
    async fn sends_all_to(&self, name: &str) {
        for other in GATEWAYS {
            let body = json!({ "is_enabled": other == name });
            let asked = self.asks(Method::PATCH, &format!("/admin/gateways/{other}")).json(&body);
            assert_eq!(Answer::to(asked).await.is(200)["is_enabled"], other == name);
        }
    }

    async fn tells_the_simulator(&self, change: &Value) {
        Answer::to(self.asks(Method::PUT, "/admin/simulator").json(change)).await.is(200);
    }
}

/// What the pretend gateways really took, by reference, in paise, less what they gave back.
async fn taken(app: &TestApp) -> Vec<(String, i64, i64)> {
    let address = app.kist.config.simulator.address;
    let key = app.kist.config.bank.api_key.expose_secret();
    let asked = reqwest::Client::new().get(format!("http://{address}/v1/taken")).bearer_auth(key);
    let all: Vec<Value> = asked.send().await.unwrap().json().await.unwrap();
    all.iter()
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap().to_owned();
            let paise = |field: &str| one[field].as_i64().unwrap();
            (text("gateway"), paise("amount_paise"), paise("given_back_paise"))
        })
        .collect()
}

/// What the ledger says that each gateway owes is what its own book says.
async fn books_agree(app: &TestApp) {
    app.is_proven().await;
    let theirs = taken(app).await;
    for name in GATEWAYS {
        let ours: i64 = sqlx::query_scalar(
            "select coalesce(sum(l.amount), 0)::bigint from leg l join gateway g on g.clearing = l.account_id where g.name = $1",
        )
        .bind(name)
        .fetch_one(&app.owner)
        .await
        .unwrap();
        let theirs = theirs.iter().filter(|one| one.0 == name).map(|one| one.1 - one.2).sum::<i64>();
        assert_eq!(ours, theirs, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_source_document_work_as_they_stand() {
    let app = TestApp::with_bank().await;
    let shop = Shop::open(&app).await;
    let body = json!({ "amount": 1000, "currency": "INR" });
    let made = shop.pays(&body, "pay-001").await;
    let first = made.text().to_owned();
    let made = made.is(201);
    assert_eq!((made["status"].as_str(), made["amount"].as_str()), (Some("CREATED"), Some("1000.00")));
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["checkout_url"], format!("https://pay.example.com/pay/{id}"));
    let again = shop.pays(&body, "pay-001").await;
    assert_eq!((again.status, again.text()), (201, first));
    let paid = shop.becomes(id, "SUCCESS").await;
    assert_eq!((paid["fee"].as_str(), paid["attempts"].as_array().map(Vec::len)), (Some("20.00"), Some(1)));
    assert_eq!(shop.refunds(id, None, None).await.is(202)["status"], "SUCCESS");
    shop.refunds(id, None, None).await.is(202);
    let back = shop.becomes(id, "REFUNDED").await;
    assert_eq!(
        (back["refunded_amount"].as_str(), back["refunds"].as_array().map(Vec::len)),
        (Some("1000.00"), Some(1))
    );
    shop.refunds(id, None, None).await.is(202);
    let balance = shop.owner.get("/balance").await.is(200);
    assert_eq!((balance["available_paise"].as_i64(), balance["held_paise"].as_i64()), (Some(0), Some(0)));
    books_agree(&app).await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_gateway_ends_every_payment_rightly() {
    let app = TestApp::with_bank().await;
    let shop = Shop::open(&app).await;
    let admin = app.admin("Meera Nair").await;
    // The last three digits of the paise decide.
    #[rustfmt::skip] // a table
    let fates = [
        ("1001.01", "SUCCESS", "succeeds"),
        ("1001.02", "FAILED",  "the customer's bank declines"),
        ("1001.03", "FAILED",  "the gateway refuses, and there is no other"),
        ("1001.04", "SUCCESS", "taken, the answer lost"),
        ("1001.05", "SUCCESS", "an error before it was written down"),
        ("1001.06", "SUCCESS", "an error after it was taken"),
        ("1001.07", "SUCCESS", "taken, answered too late"),
        ("1001.08", "SUCCESS", "the webhook comes first"),
        ("1001.09", "SUCCESS", "webhooks twice and out of order"),
        ("1001.10", "SUCCESS", "no webhook"),
    ];
    for name in GATEWAYS {
        admin.sends_all_to(name).await;
        let asked = fates.map(|(amount, ..)| async move { (amount, amount.replace('.', "-")) });
        let asked = join_all(asked).await;
        let ids = join_all(asked.iter().map(|(amount, key)| {
            let key = format!("{name}-{key}");
            let shop = &shop;
            async move { shop.payment(amount, &key).await }
        }))
        .await;
        for ((amount, expected, why), id) in fates.into_iter().zip(&ids) {
            let end = shop.becomes(id, expected).await;
            assert_eq!(end["gateway"], name, "{amount}: {why}");
            assert_eq!(end["attempts"].as_array().map(Vec::len), Some(1), "{amount}: {why}");
            if expected == "SUCCESS" && ["1001.01", "1001.08"].contains(&amount) {
                // ₹1.11 is refused, of ₹1.12 the answer is lost.
                for (amount, status) in [("1.11", "REFUSED"), ("1.12", "COMPLETED"), ("1.00", "COMPLETED")] {
                    shop.refunds(id, Some(json!({ "amount": amount })), Some(&format!("{id}-{amount}")))
                        .await
                        .is(202);
                    shop.refund_becomes(id, status).await;
                }
            }
        }
    }
    books_agree(&app).await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_fails_is_left_alone_and_comes_back() {
    let app = TestApp::with_bank_and(|config| {
        config.gateways.breaker.failures = 3;
        config.gateways.breaker.rest = Duration::from_secs(6);
    })
    .await;
    let shop = Shop::open(&app).await;
    let admin = app.admin("Meera Nair").await;
    for (name, weight) in [("simulated", 1000), ("razorpay", 1), ("stripe", 0)] {
        let asked =
            admin.asks(Method::PATCH, &format!("/admin/gateways/{name}")).json(&json!({ "weight": weight }));
        Answer::to(asked).await.is(200);
    }
    // It refuses everything for trouble of its own: each payment is taken by the next one.
    admin.tells_the_simulator(&json!({ "gateways": { "simulated": { "refuse": 1 } } })).await;
    let state = async || admin.get("/admin/gateways/simulated").await.is(200)["breaker"]["state"].clone();
    let mut refused = 0;
    for n in 0..12 {
        let id = shop.payment("100", &format!("fails-{n}")).await;
        let end = shop.becomes(&id, "SUCCESS").await;
        assert_eq!(end["gateway"], "razorpay");
        refused +=
            end["attempts"].as_array().unwrap().iter().filter(|one| one["status"] == "refused").count();
    }
    assert!((1..=3).contains(&refused), "{refused} were refused before it was left alone");
    assert_eq!(state().await, "open");
    // It is well again: one probe, and then everybody.
    admin.tells_the_simulator(&json!({ "gateways": { "simulated": { "refuse": 0 } } })).await;
    tokio::time::sleep(Duration::from_millis(6_100)).await;
    assert_eq!(state().await, "half_open");
    let id = shop.payment("100", "probe").await;
    assert_eq!(shop.becomes(&id, "SUCCESS").await["gateway"], "simulated");
    assert_eq!(state().await, "closed");
    // While it answers nothing at all, what it may have taken waits, and is taken once.
    admin.tells_the_simulator(&json!({ "gateways": { "simulated": { "down": true } } })).await;
    let waiting = shop.payment("100", "down").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let open = shop.get(&format!("/payments/{waiting}")).await;
    assert_eq!(
        (open["status"].as_str(), open["attempts"].as_array().map(Vec::len)),
        (Some("PROCESSING"), Some(1))
    );
    admin.tells_the_simulator(&json!({ "gateways": { "simulated": { "down": false } } })).await;
    let end = shop.becomes(&waiting, "SUCCESS").await;
    assert_eq!(
        (end["gateway"].as_str(), end["attempts"].as_array().map(Vec::len)),
        (Some("simulated"), Some(1))
    );
    let took = taken(&app).await;
    assert_eq!(took.len(), 14, "each once");
    books_agree(&app).await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_at_each_gateways_page() {
    let app = TestApp::with_bank().await;
    let shop = Shop::open(&app).await;
    let admin = app.admin("Meera Nair").await;
    let browser = app.browser();
    let post = async |path: &str, form: &[(&str, &str)]| {
        let asked = browser.post(format!("http://{}/ui/{path}", app.address));
        Answer::to(asked.header("accept", "text/html").form(form)).await
    };
    for name in GATEWAYS {
        admin.sends_all_to(name).await;
        for (answer, expected) in [("pay", "SUCCESS"), ("no", "FAILED")] {
            let body = json!({ "amount": "250.00", "currency": "INR", "description": "Order 2231", "method": "card",
                "return_url": "https://shop.example.com/thanks?order=2231", "customer": { "name": "Asha", "email": "asha@example.com" },
                "metadata": { "order": 2231 } });
            let made = shop.pays(&body, &format!("{name}-{answer}")).await.is(201);
            let id = made["id"].as_str().unwrap().to_owned();
            assert_eq!(
                (made["status"].as_str(), &made["metadata"]),
                (Some("CREATED"), &json!({ "order": 2231 }))
            );
            let page = Answer::to(browser.get(format!("http://{}/pay/{id}", app.address))).await;
            assert!(
                page.status == 200
                    && page.text().contains("Order 2231")
                    && page.text().contains("Rohan Mehta &amp; Co asks you to pay")
            );
            assert!(!page.text().contains("asha@example.com"), "who pays is nobody else's");
            assert_eq!(post("checkout/choose", &[("payment", &id), ("way", "upi")]).await.status, 302);
            // The address of the gateway's page comes with the next look.
            let mut url = String::new();
            for _ in 0..200 {
                let seen = browser.get(format!("http://{}/ui/checkout/payment?payment={id}", app.address));
                let seen = Answer::to(seen.header("accept", "application/json")).await.is(200);
                let seen: Value =
                    seen.as_str().map_or(seen.clone(), |text| serde_json::from_str(text).unwrap());
                if let Some(found) = seen["checkout"]["customer_url"].as_str() {
                    url = found.to_owned();
                    break;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            let bank = Answer::to(browser.get(&url)).await;
            assert!(bank.status == 200 && bank.text().contains("₹250.00"), "{url}: {}", bank.status);
            let pressed = Answer::to(browser.post(&url).form(&[("answer", answer)])).await;
            assert_eq!(
                (pressed.status, pressed.header("location")),
                (303, format!("https://pay.example.com/pay/{id}?back=1").as_str())
            );
            let end = shop.becomes(&id, expected).await;
            assert_eq!((end["gateway"].as_str(), end["method"].as_str()), (Some(name), Some("upi")));
            let page = Answer::to(browser.get(format!("http://{}/pay/{id}?back=1", app.address))).await;
            let back = format!(
                "https://shop.example.com/thanks?order=2231&amp;payment_id={id}&amp;status={expected}"
            );
            assert!(page.text().contains(&back), "{}", page.text());
        }
    }
    books_agree(&app).await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_come_back_is_not_waited_for_for_ever() {
    let app = TestApp::with_bank_and(|config| {
        config.payments.policy.customer_limit = Duration::from_secs(1);
    })
    .await;
    let shop = Shop::open(&app).await;
    let admin = app.admin("Meera Nair").await;
    for name in GATEWAYS {
        admin.sends_all_to(name).await;
        let body = json!({ "amount": "99", "currency": "INR", "return_url": "https://shop.example.com/" });
        let made = shop.pays(&body, name).await.is(201);
        let id = made["id"].as_str().unwrap();
        let asked = app.browser().post(format!("http://{}/ui/checkout/choose", app.address));
        Answer::to(asked.form(&[("payment", id), ("way", "card")])).await;
        let end = shop.becomes(id, "FAILED").await;
        assert!(end["failure_code"].is_string(), "{end}");
    }
    assert!(taken(&app).await.is_empty());
    books_agree(&app).await;
    app.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_has_the_contracts_answer_and_changes_nothing() {
    let app = TestApp::start().await;
    let shop = Shop::open(&app).await;
    let good = json!({ "amount": "10", "currency": "INR" });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let huge = "x".repeat(60_000);
    #[rustfmt::skip] // a table
    let bad = [
        (with("currency", json!("USD")), "unsupported_currency"),
        (with("currency", json!("inr")), "unsupported_currency"),
        (with("currency", json!(null)), "validation_error"),
        (with("amount", json!(null)), "validation_error"),
        (with("amount", json!(0)), "invalid_amount"),
        (with("amount", json!(-1)), "invalid_amount"),
        (with("amount", json!("1.005")), "invalid_amount"),
        (with("amount", json!("1e3")), "invalid_amount"),
        (with("amount", json!(true)), "invalid_amount"),
        (with("amount", json!("99999999999999999999")), "invalid_amount"),
        (with("method", json!("cash")), "validation_error"),
        (with("metadata", json!([])), "validation_error"),
        (with("metadata", json!({ "text": huge })), "validation_error"),
        (with("customer", json!({ "email": "nobody" })), "validation_error"),
        (with("return_url", json!("javascript:alert(1)")), "validation_error"),
        (with("return_url", json!("/thanks")), "validation_error"),
        (with("description", json!("x".repeat(256))), "validation_error"),
    ];
    for (n, (body, code)) in bad.iter().enumerate() {
        shop.pays(body, &format!("bad-{n}")).await.refused(400, code);
    }
    let large = with("metadata", json!({ "text": "x".repeat(200_000) }));
    shop.pays(&large, "large").await.refused(413, "payload_too_large");
    let no_key = Answer::to(shop.asks(Method::POST, "/payments").json(&good)).await;
    no_key.refused(400, "idempotency_key_required");
    Answer::to(app.api(Method::POST, "/payments").json(&good)).await.refused(401, "not_authenticated");
    let made = shop.pays(&good, "good").await.is(201);
    let id = made["id"].as_str().unwrap();
    shop.refunds(id, None, None).await.refused(409, "invalid_state");
    shop.refunds(id, Some(json!({ "amount": "1" })), None).await.refused(400, "idempotency_key_required");
    // Nobody else's.
    let other = Shop::open(&app).await;
    Answer::to(other.asks(Method::GET, &format!("/payments/{id}"))).await.refused(404, "not_found");
    other.refunds(id, None, None).await.refused(404, "not_found");
    assert_eq!(other.get("/payments").await, json!([]));
    assert_eq!(shop.get("/payments?status=CREATED").await.as_array().map(Vec::len), Some(1));
    Answer::to(shop.asks(Method::GET, "/payments?status=created")).await.refused(400, "validation_error");
    Answer::to(shop.asks(Method::GET, "/payments?colour=red")).await.refused(400, "validation_error");
    // A key for payouts alone takes no payments.
    let body = json!({ "name": "Payouts", "scopes": ["payouts"] });
    let key = shop.owner.post("/api-keys", &body).await.is(201);
    let asked = app.api(Method::POST, "/payments").header("X-API-KEY", key["key"].as_str().unwrap());
    Answer::to(asked.header("Idempotency-Key", "k").json(&good)).await.refused(403, "not_authorized");
    let made: i64 = sqlx::query_scalar("select count(*) from payment").fetch_one(&app.owner).await.unwrap();
    assert_eq!(made, 1);
    app.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_tells_is_signed_kept_once_and_never_believed() {
    let app = TestApp::with_bank().await;
    let shop = Shop::open(&app).await;
    let admin = app.admin("Meera Nair").await;
    admin.sends_all_to("razorpay").await;
    admin.tells_the_simulator(&json!({ "gateways": { "razorpay": { "webhooks": "never" } } })).await;
    let failed = shop.payment("1001.02", "failed").await;
    let reference = shop.becomes(&failed, "FAILED").await["attempts"][0]["id"].as_str().unwrap().to_owned();
    let payment = json!({ "id": "pay_1", "notes": { "reference": reference } });
    let body =
        json!({ "event": "payment.captured", "payload": { "payment": { "entity": payment } } }).to_string();
    let sign = |secret: &str, body: &str| {
        use hmac::{Hmac, KeyInit, Mac};
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    };
    let known = "kist-demo-gateway-webhook-secret";
    let send = async |gateway: &str, event: &str, signature: &str, body: &str| {
        let asked = app.raw(Method::POST, &format!("/webhooks/gateways/{gateway}"));
        let asked = asked.header("x-razorpay-event-id", event).header("x-razorpay-signature", signature);
        Answer::to(asked.body(body.to_owned())).await
    };
    let signature = sign(known, &body);
    send("razorpay", "evt_a", "", &body).await.refused(401, "not_authenticated");
    send("razorpay", "evt_a", &sign("another", &body), &body).await.refused(401, "not_authenticated");
    send("razorpay", "evt_a", &signature, &body.replace("captured", "failed"))
        .await
        .refused(401, "not_authenticated");
    send("paypal", "evt_a", &signature, &body).await.refused(404, "not_found");
    send("stripe", "evt_a", &signature, &body).await.refused(401, "not_authenticated");
    send("razorpay", "evt_a", &signature, &"x".repeat(100_000)).await.refused(413, "payload_too_large");
    assert_eq!(send("razorpay", "evt_a", &signature, &body).await.is(200)["status"], "accepted");
    assert_eq!(send("razorpay", "evt_a", &signature, &body).await.is(200)["status"], "duplicate");
    for _ in 0..200 {
        let open: i64 = sqlx::query_scalar("select count(*) from webhook_in where status = 'received'")
            .fetch_one(&app.owner)
            .await
            .unwrap();
        if open == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    // It says that the money was taken; the gateway, when asked, says that it was not.
    assert_eq!(shop.get(&format!("/payments/{failed}")).await["status"], "FAILED");
    let doubts: i64 =
        sqlx::query_scalar("select count(*) from discrepancy").fetch_one(&app.owner).await.unwrap();
    assert_eq!(doubts, 0);
    books_agree(&app).await;
    app.stops().await;
}
