//! What the bank tells us: who may, what is made of it, and what is not.

use crate::support::{Answer, TestApp};
use domain::work::real_now;
use reqwest::Method;
use serde_json::{Value, json};
use server::signature::{Secret, sign};

struct Sent<'a> {
    id: &'a str,
    /// How old it says it is.
    age_seconds: i64,
    secret: Secret,
    body: String,
}

impl Sent<'_> {
    async fn to(&self, app: &TestApp) -> Answer {
        let timestamp = real_now().timestamp() - self.age_seconds;
        let signature = sign(&self.secret, self.id, timestamp, self.body.as_bytes());
        let request = app
            .raw(Method::POST, "/webhooks/bank-callback")
            .header("webhook-id", self.id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signature)
            .header("content-type", "application/json");
        Answer::to(request.body(self.body.clone())).await
    }
}

fn right(app: &TestApp) -> Secret {
    app.kist.config.bank.webhook_secrets[0].clone()
}

fn some() -> String {
    json!({ "reference": "01890000-0000-7000-8000-000000000001", "bank_reference": "B1", "status": "success", "amount_paise": 100 }).to_string()
}

#[tokio::test]
async fn who_does_not_sign_is_not_heard() {
    let app = TestApp::start().await;
    let wrong: Secret = "whsec_b3RoZXIgc2VjcmV0IG9mIDI0IGJ5dGVzIQ==".parse().expect("a secret");
    let cases = [
        Sent { id: "wrong", age_seconds: 0, secret: wrong, body: some() },
        Sent { id: "old", age_seconds: 360, secret: right(&app), body: some() },
        Sent { id: "ahead", age_seconds: -360, secret: right(&app), body: some() },
    ];
    for sent in cases {
        sent.to(&app).await.refused(401, "not_authenticated");
    }
    let unsigned = app.raw(Method::POST, "/webhooks/bank-callback").body(some());
    Answer::to(unsigned).await.refused(401, "not_authenticated");
    let large = Sent { id: "large", age_seconds: 0, secret: right(&app), body: "x".repeat(1_000_000) };
    large.to(&app).await.refused(413, "payload_too_large");
    let stored: i64 =
        sqlx::query_scalar("select count(*) from webhook_in").fetch_one(&app.owner).await.expect("counts");
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn what_is_signed_is_kept_once_and_answered_at_once() {
    let app = TestApp::start().await;
    let sent = Sent { id: "msg_1", age_seconds: 250, secret: right(&app), body: some() };
    assert_eq!(sent.to(&app).await.is(200), json!({ "status": "accepted" }));
    for _ in 0..3 {
        assert_eq!(sent.to(&app).await.is(200), json!({ "status": "duplicate" }));
    }
    // Also what nothing can be made of: that is for the job to say, not for the bank to hear.
    let odd = Sent { id: "msg_2", age_seconds: 0, secret: right(&app), body: "no JSON".to_owned() };
    assert_eq!(odd.to(&app).await.is(200), json!({ "status": "accepted" }));
    let kept: Vec<(String, Vec<u8>)> = sqlx::query_as("select event_id, body from webhook_in order by id")
        .fetch_all(&app.owner)
        .await
        .expect("reads");
    assert_eq!(kept[0], ("msg_1".to_owned(), some().into_bytes()));
    assert_eq!(kept[1], ("msg_2".to_owned(), b"no JSON".to_vec()));
    let jobs: i64 = sqlx::query_scalar("select count(*) from job where kind = 'webhook.apply'")
        .fetch_one(&app.owner)
        .await
        .expect("counts");
    assert_eq!(jobs, 2);
}

/// Through the real workers and the real adapter, against a bank that is this program's own.
#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_goes_its_way_and_a_payout_that_fails_gives_the_money_back() {
    let app = TestApp::with_bank().await;
    let asha = app.borrower("Asha Rao").await;
    let asks = asha.asks(Method::POST, "/deposits").header("Idempotency-Key", "d1");
    // Magic amounts: the last three digits of the paise choose what the bank does.
    let deposit = Answer::to(asks.json(&json!({ "amount": "1001.01" }))).await.is(202);
    let path = format!("/deposits/{}", deposit["id"].as_str().expect("an id"));
    let done = app.becomes(&asha, &path, "success").await;
    let statuses: Vec<&Value> =
        done["events"].as_array().expect("a list").iter().map(|event| &event["status"]).collect();
    assert_eq!(statuses, ["pending", "processing", "success"]);
    assert!(done["bank_reference"].is_string() && done["attempts"] == 1, "{done}");
    assert_eq!(asha.balance().await, "1001.01");

    let meera = app.admin("Meera Nair").await;
    let mehta = app.merchant("Rohan Mehta").await;
    meera.funds_merchant(&mehta, "5000").await;
    let account = json!({ "account_holder_name": "Mehta", "account_number": "123456789012", "ifsc_code": "HDFC0001234" });
    let account = mehta.post("/bank-accounts", &account).await.is(201);
    let asks = mehta.asks(Method::POST, "/payouts").header("Idempotency-Key", "p1");
    let payout = Answer::to(asks.json(&json!({ "amount_paise": 100_102, "bank_account_id": account["id"] })))
        .await
        .is(201);
    let path = format!("/payouts/{}", payout["id"].as_str().expect("an id"));
    let failed = app.becomes(&mehta, &path, "failed").await;
    assert_eq!(failed["failure_code"], "insufficient_funds");
    let balance = mehta.get("/balance").await.is(200);
    assert_eq!((&balance["available_paise"], &balance["held_paise"]), (&json!(500_000), &json!(0)));

    // The admin sees the tries.
    let jobs =
        meera.get(&format!("/admin/jobs?subject_id={}", payout["id"].as_str().expect("an id"))).await.is(200);
    let job = meera.get(&format!("/admin/jobs/{}", jobs[0]["id"].as_str().expect("an id"))).await.is(200);
    assert_eq!(job["runs"][0]["outcome"], "done", "{job}");
    app.is_proven().await;
}

async fn everything_is_read(app: &TestApp) {
    for _ in 0..200 {
        let unread: i64 = sqlx::query_scalar("select count(*) from webhook_in where status = 'received'")
            .fetch_one(&app.owner)
            .await
            .expect("counts");
        if unread == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("a callback is never read");
}

/// Through the real workers: a callback for nobody's transfer, one that says what is known, one that says the opposite, and
/// one that speaks of another amount. The last two are for an admin to look at, and change nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_contradicts_an_end_changes_nothing_and_is_shown_to_an_admin() {
    let app = TestApp::with_bank().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let asks = asha.asks(Method::POST, "/deposits").header("Idempotency-Key", "d1");
    let deposit = Answer::to(asks.json(&json!({ "amount": "1001.01" }))).await.is(202);
    let path = format!("/deposits/{}", deposit["id"].as_str().expect("an id"));
    let done = app.becomes(&asha, &path, "success").await;
    let says = |reference: &Value, status: &str, paise: i64| {
        json!({ "reference": reference, "bank_reference": done["bank_reference"], "status": status, "amount_paise": paise })
            .to_string()
    };
    let nobodys = json!("01890000-0000-7000-8000-000000000001");
    for (id, body) in [
        ("nobodys", says(&nobodys, "success", 100_101)),
        ("again", says(&done["id"], "success", 100_101)),
        ("opposite", says(&done["id"], "failed", 100_101)),
        ("amount", says(&done["id"], "success", 100_102)),
    ] {
        let sent = Sent { id, age_seconds: 0, secret: right(&app), body };
        assert_eq!(sent.to(&app).await.is(200), json!({ "status": "accepted" }), "{id}");
    }
    everything_is_read(&app).await;
    assert_eq!(asha.get(&path).await.is(200), done);
    assert_eq!(asha.balance().await, "1001.01");

    let open = meera.get("/admin/discrepancies").await.is(200);
    let what: Vec<&str> =
        open.as_array().expect("a list").iter().filter_map(|one| one["what"].as_str()).collect();
    assert_eq!(what.len(), 2, "{what:?}");
    assert!(what.iter().any(|what| what.contains("says that it failed")), "{what:?}");
    assert!(what.iter().any(|what| what.contains("\u{20b9}1,001.02")), "{what:?}");
    for one in open.as_array().expect("a list") {
        let path = format!("/admin/discrepancies/{}/resolve", one["id"].as_str().expect("an id"));
        assert!(meera.post(&path, &json!({ "resolution": "The bank was wrong" })).await.status < 300);
        meera.post(&path, &json!({ "resolution": "Again" })).await.refused(409, "invalid_state");
    }
    let resolved = meera.get("/admin/discrepancies").await.is(200);
    assert!(resolved.as_array().expect("a list").iter().all(|one| one["resolved_by"] == "Meera Nair"));
    app.is_proven().await;
}

/// What never arrived is given up only when the bank has promised to refuse it, and then the money is back.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_never_got_is_called_off_and_the_money_is_back() {
    let app = TestApp::with_bank_and(|config| {
        config.transfers.resends_max = 1;
        config.transfers.bank_limit = std::time::Duration::from_millis(300);
    })
    .await;
    let (mehta, meera) = (app.merchant("Rohan Mehta").await, app.admin("Meera Nair").await);
    meera.funds_merchant(&mehta, "5000").await;
    let account = json!({ "account_holder_name": "Mehta", "account_number": "123456789012", "ifsc_code": "HDFC0001234" });
    let account = mehta.post("/bank-accounts", &account).await.is(201);
    let asks = mehta.asks(Method::POST, "/payouts").header("Idempotency-Key", "p1");
    let payout = Answer::to(asks.json(&json!({ "amount_paise": 100_105, "bank_account_id": account["id"] })))
        .await
        .is(201);
    let path = format!("/payouts/{}", payout["id"].as_str().expect("an id"));
    let failed = app.becomes(&mehta, &path, "failed").await;
    assert_eq!(
        (&failed["failure_code"], &failed["attempts"]),
        (&json!("not_received"), &json!(2)),
        "{failed}"
    );
    let balance = mehta.get("/balance").await.is(200);
    assert_eq!((&balance["available_paise"], &balance["held_paise"]), (&json!(500_000), &json!(0)));
    app.is_proven().await;
}
