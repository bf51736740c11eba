//! What merchants' servers sign in with.

use crate::support::{Answer, Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// A server that has nothing but a key.
struct Server<'a> {
    app: &'a TestApp,
    key: String,
}

impl Server<'_> {
    async fn get(&self, path: &str) -> Answer {
        Answer::to(self.app.api(Method::GET, path).header("X-API-KEY", &self.key)).await
    }

    async fn pays_out(&self, account: &str, merchant: Option<&str>, key: &str) -> Answer {
        let mut request = self.app.api(Method::POST, "/payouts/").header("X-API-KEY", &self.key);
        if let Some(merchant) = merchant {
            request = request.header("X-Merchant-Id", merchant);
        }
        let body = json!({ "amount_paise": 100, "bank_account_id": account });
        Answer::to(request.header("Idempotency-Key", key).json(&body)).await
    }
}

impl<'a> Person<'a> {
    async fn makes_key(&self, scopes: &[&str]) -> (Value, Server<'a>) {
        let made = self.post("/api-keys", &json!({ "name": "Shop", "scopes": scopes })).await.is(201);
        let key = made["key"].as_str().expect("the key").to_owned();
        (made, Server { app: self.app, key })
    }
}

async fn merchant<'a>(app: &'a TestApp, admin: &Person<'_>) -> (Person<'a>, String) {
    let mehta = app.merchant("Rohan Mehta").await;
    admin.funds_merchant(&mehta, "100").await;
    let body = json!({ "account_holder_name": "Mehta", "account_number": "123456789012", "ifsc_code": "HDFC0001234" });
    let account = mehta.post("/bank-accounts", &body).await.is(201);
    (mehta, account["id"].as_str().expect("an id").to_owned())
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera).await;
    let (made, server) = mehta.makes_key(&["read", "payouts", "read"]).await;
    assert!(server.key.starts_with("kist_live_") && server.key.len() == 58, "no key of a demonstration");
    assert_eq!(made["scopes"], json!(["payouts", "read"]));
    assert_eq!(made["prefix"].as_str(), server.key.get(..18));

    let listed = mehta.get("/api-keys").await;
    assert!(!listed.text().contains(&server.key), "shown once");
    assert_eq!(listed.json()[0]["last_used_at"], Value::Null);
    let kept: i64 = sqlx::query_scalar(
        "select count(*) from (select k::text as t from api_key k union all select c::text from command_log c) kept
         where t like '%' || $1 || '%'",
    )
    .bind(&server.key)
    .fetch_one(&app.owner)
    .await
    .expect("counts");
    assert_eq!(kept, 0, "and kept nowhere");

    assert_eq!(server.get("/balance").await.is(200)["available_paise"], 10_000);
    assert!(mehta.get("/api-keys").await.is(200)[0]["last_used_at"].is_string());
    let own = mehta.merchant().await.to_string();
    let payout = server.pays_out(&account, Some(&own), "k").await.is(201);
    // It acts for the merchant, as its people do: one key of a request has one effect.
    assert_eq!(server.pays_out(&account, None, "k").await.is(200), payout);
    let body = json!({ "amount_paise": 100, "bank_account_id": account });
    let again = mehta.asks(Method::POST, "/payouts").header("Idempotency-Key", "k").json(&body);
    assert_eq!(Answer::to(again).await.is(200), payout);

    let path = format!("/api-keys/{}", made["id"].as_str().expect("an id"));
    let revokes = async |who: &Person<'_>| Answer::to(who.asks(Method::DELETE, &path)).await;
    let (other, _) = merchant(&app, &meera).await;
    revokes(&other).await.refused(404, "not_found");
    for _ in 0..2 {
        assert_eq!(revokes(&mehta).await.status, 204);
    }
    server.get("/balance").await.refused(401, "not_authenticated");
    server.pays_out(&account, None, "k").await.refused(401, "not_authenticated");
    assert!(mehta.get("/api-keys").await.is(200)[0]["revoked_at"].is_string());
    let undone =
        sqlx::query("update api_key set revoked_at = null, revoked_by = null").execute(&app.owner).await;
    assert!(undone.expect_err("stays").to_string().contains("stays revoked"));
    app.is_proven().await;
}

#[tokio::test]
async fn a_key_does_what_it_was_made_for_and_only_for_its_merchant() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera).await;
    let (other, others) = merchant(&app, &meera).await;
    let others_id = other.merchant().await.to_string();
    let theirs = other.makes_key(&["payouts", "read"]).await.1;
    let payout = theirs.pays_out(&others, None, "k").await.is(201);

    let (_, reads) = mehta.makes_key(&["read"]).await;
    reads.pays_out(&account, None, "k").await.refused(403, "not_authorized");
    let (_, pays) = mehta.makes_key(&["payouts"]).await;
    for path in ["/balance", "/ledger", "/payouts", "/merchants"] {
        assert_eq!(reads.get(path).await.status, 200, "{path}");
        pays.get(path).await.refused(403, "not_authorized");
        assert_eq!(reads.get(&format!("{path}?merchant_id={others_id}")).await.status, 403, "{path}");
    }
    pays.pays_out(&account, Some(&others_id), "k").await.refused(403, "not_authorized");
    pays.pays_out(&others, None, "k").await.refused(404, "not_found");
    reads.get(&format!("/payouts/{}", payout["id"].as_str().expect("an id"))).await.refused(404, "not_found");
    assert_eq!(reads.get("/merchants").await.is(200).as_array().map(Vec::len), Some(1));

    for key in ["", "kist_live_", "nonsense", &"k".repeat(10_000), &format!("{}0", reads.key), "Bearer x"] {
        let nobody = Server { app: &app, key: key.to_owned() };
        nobody.get("/balance").await.refused(401, "not_authenticated");
    }
    let head = app.api(Method::HEAD, "/balance").header("X-API-KEY", &reads.key);
    assert_eq!(Answer::to(head).await.status, 200, "what may be read may be asked about");
    let stream = app.raw(Method::GET, "/events/stream").header("X-API-KEY", &reads.key);
    Answer::to(stream).await.refused(403, "not_authorized");
    // Nobody's key opens anything once its merchant's account is closed.
    meera.switches_off(&mehta).await;
    reads.get("/balance").await.refused(401, "not_authenticated");
    app.is_proven().await;
}

#[tokio::test]
async fn a_key_that_makes_no_sense_is_not_made() {
    let app = TestApp::start().await;
    let mehta = app.merchant("Rohan Mehta").await;
    for body in [
        json!({}),
        json!({ "name": "" }),
        json!({ "name": 7 }),
        json!({ "name": "x".repeat(81) }),
        json!({ "name": "Shop", "scopes": [] }),
        json!({ "name": "Shop", "scopes": ["everything"] }),
        json!({ "name": "Shop", "scopes": "read" }),
    ] {
        mehta.post("/api-keys", &body).await.refused(400, "validation_error");
    }
    assert_eq!(mehta.get("/api-keys").await.is(200), json!([]));
    let made = mehta.post("/api-keys", &json!({ "name": "Shop" })).await.is(201);
    assert_eq!(made["scopes"], json!(["payments", "read"]), "no payouts unless they are asked for");
    for _ in 1..48 {
        mehta.post("/api-keys", &json!({ "name": "Shop" })).await.is(201);
    }
    let shop = json!({ "name": "Shop" });
    let last = futures::future::join_all((0..6).map(|_| mehta.post("/api-keys", &shop))).await;
    assert_eq!(last.iter().filter(|answer| answer.status == 201).count(), 2, "several at once count as well");
    mehta.post("/api-keys", &json!({ "name": "Shop" })).await.refused(409, "invalid_state");
}

/// Method, path, status, request's id, what was sent and what was answered.
type Kept = (String, String, i16, String, Option<Value>, Option<Value>);

/// A merchant's developers see what their servers asked, and nothing of a person.
#[tokio::test]
async fn what_servers_ask_is_kept_masked_for_their_merchant_alone() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let ((rohan, account), (sunita, _)) = (merchant(&app, &meera).await, merchant(&app, &meera).await);
    let (_, server) = rohan.makes_key(&["payments", "payouts", "read"]).await;
    let body = json!({
        "amount": "250.00", "currency": "INR", "description": "For Zubeda", "return_url": "https://shop.example.com/?t=sesame",
        "customer": { "name": "Zubeda Rahman", "email": "zubeda@example.com" }, "metadata": { "phone": "9876543210" },
    });
    let asked =
        app.api(Method::POST, "/payments").header("X-API-KEY", &server.key).header("Idempotency-Key", "k");
    let made = Answer::to(asked.json(&body)).await;
    let request_id = made.header("x-request-id").to_owned();
    made.is(201);
    server
        .pays_out(&account, Some("01890a5d-ac96-774b-bcce-b302099a8057"), "p")
        .await
        .refused(403, "not_authorized");
    server.get("/payments?status=wrong").await.refused(400, "validation_error");
    rohan.get("/balance").await.is(200);
    // Written in the background.
    let mut lines: Vec<Kept> = Vec::new();
    for _ in 0..200 {
        lines = sqlx::query_as(
            "select method, path, status, request_id, request, response from api_request order by id",
        )
        .fetch_all(&app.owner)
        .await
        .unwrap();
        if lines.len() >= 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let told: Vec<_> = lines.iter().map(|line| (line.0.as_str(), line.1.as_str(), line.2)).collect();
    assert_eq!(
        told,
        [
            ("POST", "/api/v1/payments", 201),
            ("POST", "/api/v1/payouts", 403),
            ("GET", "/api/v1/payments", 400)
        ],
        "with a key, and nothing that people ask"
    );
    assert_eq!(lines[0].3, request_id);
    let (sent, answered) = (lines[0].4.clone().unwrap(), lines[0].5.clone().unwrap());
    assert_eq!((&sent["amount"], &answered["status"]), (&json!("250.00"), &json!("CREATED")));
    assert_eq!(lines[2].5.as_ref().unwrap()["error"], "validation_error");
    let kept = format!("{lines:?}");
    for word in ["Zubeda", "zubeda@", "sesame", "9876543210", &server.key] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
    for (who, expected) in [(&rohan, 3), (&sunita, 0)] {
        let browser = app.signed_in(&who.email).await;
        let read = browser.get(format!("http://{}/ui/api-key/requests", app.address));
        let page = Answer::to(read.header("accept", "application/json")).await.is(200);
        let page: Value = page.as_str().map_or(page.clone(), |text| serde_json::from_str(text).unwrap());
        assert_eq!(page["items"].as_array().map(Vec::len), Some(expected));
    }
}
