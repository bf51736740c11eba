//! Money across the bank, over HTTP: what the source systems prove of themselves, and what is refused.

use crate::support::{Answer, Person, TestApp};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

impl Person<'_> {
    async fn keeps_account(&self, number: &str) -> String {
        let body = json!({ "account_holder_name": "Somebody", "account_number": number, "ifsc_code": "HDFC0001234" });
        let kept = self.post("/bank-accounts", &body).await.is(201);
        kept["id"].as_str().expect("an id").to_owned()
    }

    async fn moves(&self, path: &str, key: &str, body: &Value) -> Answer {
        Answer::to(self.asks(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    async fn pays_out(&self, account: &str, paise: i64, key: &str) -> Answer {
        self.moves("/payouts", key, &json!({ "amount_paise": paise, "bank_account_id": account })).await
    }
}

/// A merchant with so much to pay out, and where to.
async fn merchant<'a>(app: &'a TestApp, admin: &Person<'_>, rupees: &str) -> (Person<'a>, String) {
    let mehta = app.merchant("Rohan Mehta").await;
    admin.funds_merchant(&mehta, rupees).await;
    let account = mehta.keeps_account("123456789012").await;
    (mehta, account)
}

#[tokio::test]
async fn the_five_proofs_of_idempotency() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera, "1000").await;
    let (other, others) = merchant(&app, &meera, "1000").await;

    // 1. A replay is the same to the last byte, and 200 instead of 201.
    let first = mehta.pays_out(&account, 50_000, "key-1").await;
    let again = mehta.pays_out(&account, 50_000, "key-1").await;
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(first.body, again.body);
    let payout = first.json();
    assert_eq!((&payout["status"], &payout["amount_paise"]), (&json!("pending"), &json!(50_000)));
    assert_eq!(
        (&payout["idempotency_key"], &payout["bank_account"]["id"]),
        (&json!("key-1"), &json!(account))
    );
    assert_eq!(payout["bank_account"]["account_number_masked"], "******9012");
    assert_eq!(payout["bank_account"]["ifsc_code"], "HDFC0001234");

    // 2. And it has no second effect.
    assert_eq!(mehta.get("/payouts").await.is(200).as_array().expect("a list").len(), 1);
    assert_eq!(
        mehta.get("/ledger").await.is(200).as_array().expect("a list").len(),
        2,
        "the funds, and what is held"
    );

    // 3. The same key for another request is a conflict.
    mehta.pays_out(&account, 50_001, "key-1").await.refused(409, "idempotency_conflict");

    // 4. Of many at once one is executed, and the others replay it.
    let answers = join_all((0..20).map(|_| mehta.pays_out(&account, 100, "key-2"))).await;
    let bodies: HashSet<_> = answers.iter().map(|answer| answer.body.clone()).collect();
    assert_eq!(bodies.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 201)));

    // 5. A key is its merchant's own.
    let theirs = other.pays_out(&others, 50_000, "key-1").await.is(201);
    assert_ne!(theirs["id"], payout["id"]);
    let balance = mehta.get("/balance").await.is(200);
    assert_eq!((&balance["available_paise"], &balance["held_paise"]), (&json!(49_900), &json!(50_100)));
    app.is_proven().await;
}

#[tokio::test]
async fn the_four_proofs_of_concurrency() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera, "100").await;
    let (other, others) = merchant(&app, &meera, "100").await;

    // 1. ₹60 twice at once on ₹100: one.
    let (one, two) = tokio::join!(mehta.pays_out(&account, 6000, "a"), mehta.pays_out(&account, 6000, "b"));
    let refused = if one.status == 201 { two } else { one };
    let refused = refused.refused(400, "insufficient_funds");
    assert_eq!((&refused["available_paise"], &refused["requested_paise"]), (&json!(4000), &json!(6000)));

    // 2. Ten at once: those that are covered. 3. And another merchant's meanwhile do not wait for them.
    let keys: Vec<String> = (0..10).map(|n| format!("ten-{n}")).collect();
    let ten = join_all(keys.iter().map(|key| mehta.pays_out(&account, 1500, key)));
    let theirs = join_all(keys.iter().map(|key| other.pays_out(&others, 1000, key)));
    let (ten, theirs) = tokio::join!(ten, theirs);
    assert_eq!(ten.iter().filter(|answer| answer.status == 201).count(), 2);
    assert_eq!(theirs.iter().filter(|answer| answer.status == 201).count(), 10);

    // 4. Never negative.
    let balance = mehta.get("/balance").await.is(200);
    assert_eq!(
        balance,
        json!({ "merchant_id": balance["merchant_id"], "available_paise": 1000, "held_paise": 9000, "total_paise": 10_000 })
    );
    assert_eq!(other.get("/balance").await.is(200)["available_paise"], 0);
    app.is_proven().await;
}

/// While somebody holds one merchant's accounts, its own payouts wait, and another's take as long as ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_merchant_does_not_slow_another() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera, "100").await;
    let (other, others) = merchant(&app, &meera, "100").await;
    let pays = async |round: &str| {
        let began = Instant::now();
        for n in 0..20 {
            other.pays_out(&others, 100, &format!("{round}-{n}")).await.is(201);
        }
        began.elapsed()
    };
    let before = pays("before").await;

    let mut holds = app.owner.acquire().await.expect("a connection");
    sqlx::query("begin").execute(&mut *holds).await.expect("begins");
    sqlx::query("select id from account where owner_id = $1 for update")
        .bind(mehta.merchant().await.0)
        .fetch_all(&mut *holds)
        .await
        .expect("holds");
    let waits = mehta.pays_out(&account, 100, "waits");
    let goes_on = async {
        let meanwhile = pays("meanwhile").await;
        sqlx::query("rollback").execute(&mut *holds).await.expect("lets go");
        (meanwhile, Instant::now())
    };
    let ((answer, answered), (meanwhile, let_go)) =
        tokio::join!(async { (waits.await, Instant::now()) }, goes_on);
    assert_eq!(answer.status, 201);
    assert!(answered > let_go, "its own payout waited until then");
    assert!(meanwhile < before * 10 + Duration::from_secs(1), "{meanwhile:?} instead of {before:?}");
    app.is_proven().await;
}

#[tokio::test]
async fn a_request_that_is_wrong_is_told_why_and_changes_nothing() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera, "100").await;
    let (_, others) = merchant(&app, &meera, "100").await;
    let good = json!({ "amount_paise": 100, "bank_account_id": account });
    let sends = async |key: Option<&[u8]>, body: Value| {
        let mut request = mehta.asks(Method::POST, "/payouts").json(&body);
        if let Some(key) = key {
            request = request
                .header("Idempotency-Key", reqwest::header::HeaderValue::from_bytes(key).expect("bytes"));
        }
        Answer::to(request).await
    };
    sends(None, good.clone()).await.refused(400, "idempotency_key_required");
    let long = "k".repeat(300);
    for key in [b"".as_slice(), long.as_bytes(), "schlüssel".as_bytes(), b"two words"] {
        sends(Some(key), good.clone()).await.refused(400, "validation_error");
    }
    for amount in ["0", "-1", "1.5", "\"100\"", "9223372036854775808", "true", "[]", "1e2"] {
        let body: Value =
            serde_json::from_str(&format!(r#"{{"amount_paise": {amount}, "bank_account_id": "{account}"}}"#))
                .expect("JSON");
        sends(Some(b"k"), body).await.refused(400, "invalid_amount");
    }
    for (body, code, field) in [
        (json!({ "bank_account_id": account }), "validation_error", "amount_paise"),
        (json!({ "amount_paise": null, "bank_account_id": account }), "validation_error", "amount_paise"),
        (json!({ "amount_paise": 100 }), "validation_error", "bank_account_id"),
        (json!({ "amount_paise": 100, "bank_account_id": "mine" }), "validation_error", "bank_account_id"),
        (json!({ "amount_paise": 10_001, "bank_account_id": account }), "insufficient_funds", "amount_paise"),
    ] {
        let refused = sends(Some(b"k"), body).await.refused(400, code);
        let fields: Vec<&String> = refused["fields"].as_object().expect("fields").keys().collect();
        assert_eq!(fields, [field]);
    }
    sends(Some(b"k"), json!({ "amount_paise": 100, "bank_account_id": others }))
        .await
        .refused(404, "not_found");

    // For somebody else's merchant, for one that is none, for a merchant that is switched off.
    let acts_for = async |merchant: &str| {
        let request = mehta
            .asks(Method::POST, "/payouts")
            .header("X-Merchant-Id", merchant)
            .header("Idempotency-Key", "k");
        Answer::to(request.json(&good)).await
    };
    acts_for("not-an-id").await.refused(400, "validation_error");
    acts_for("01890000-0000-7000-8000-000000000000").await.refused(403, "not_authorized");
    let merchant = mehta.merchant().await;
    let off = meera
        .asks(Method::PATCH, &format!("/admin/merchants/{merchant}"))
        .json(&json!({ "is_active": false }));
    Answer::to(off).await.is(200);
    sends(Some(b"k"), good.clone()).await.refused(403, "merchant_disabled");

    assert_eq!(mehta.get("/payouts").await.is(200), json!([]));
    let held: i64 = sqlx::query_scalar(
        "select coalesce(sum(balance), 0)::bigint from account where kind = 'merchant_held'",
    )
    .fetch_one(&app.owner)
    .await
    .expect("sums");
    assert_eq!(held, 0);
    app.is_proven().await;
}

#[tokio::test]
async fn a_borrower_asks_and_is_told_where_to_look() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let meera = app.admin("Meera Nair").await;
    meera.funds(&asha, "1000").await;
    let account = asha.keeps_account("00001234567890").await;

    let deposit = asha.moves("/deposits", "d1", &json!({ "amount": 250.5 })).await;
    assert_eq!(deposit.status, 202, "{}", deposit.text());
    let body = deposit.json();
    assert_eq!(
        (&body["status"], &body["amount"], &body["user_id"]),
        (&json!("pending"), &json!("250.50"), &json!(asha.id))
    );
    let place = deposit.header("location").to_owned();
    assert_eq!(place, format!("/api/v1/deposits/{}", body["id"].as_str().expect("an id")));
    let again = asha.moves("/deposits", "d1", &json!({ "amount": "250.50" })).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (202, "true"));
    assert_eq!(again.body, deposit.body);

    let withdrawal = asha
        .moves("/withdrawals", "w1", &json!({ "amount": "400", "bank_account_id": account }))
        .await
        .is(202);
    assert_eq!(withdrawal["bank_account"]["account_number_masked"], "******7890");
    let balance = asha.get("/wallet/balance").await.is(200);
    assert_eq!((&balance["balance"], &balance["held"]), (&json!("600.00"), &json!("400.00")));
    let short =
        asha.moves("/withdrawals", "w2", &json!({ "amount": "600.01", "bank_account_id": account })).await;
    assert!(short.refused(400, "insufficient_funds")["fields"]["amount"].is_string());
    asha.moves("/withdrawals", "w3", &json!({ "amount": 1, "bank_account_id": "x" }))
        .await
        .refused(400, "validation_error");
    asha.moves("/deposits", "d2", &json!({ "amount": 0 })).await.refused(400, "invalid_amount");

    // One, and lists; an admin sees them, another borrower does not.
    let place = place.trim_start_matches("/api/v1").to_owned();
    let one = asha.get(&place).await.is(200);
    assert_eq!((&one["attempts"], &one["events"][0]["status"]), (&json!(0), &json!("pending")));
    assert_eq!(meera.get(&place).await.is(200), one);
    ravi.get(&place).await.refused(404, "not_found");
    asha.get(&place.replace("deposits", "withdrawals")).await.refused(404, "not_found");
    for (path, who, many) in [
        ("/deposits", &asha, 1),
        ("/deposits?status=pending", &asha, 1),
        ("/deposits?status=success", &asha, 0),
        ("/withdrawals?status=pending&limit=1", &asha, 1),
        ("/deposits", &ravi, 0),
        ("/deposits", &meera, 1),
    ] {
        assert_eq!(who.get(path).await.is(200).as_array().expect("a list").len(), many, "{path}");
    }
    asha.get("/deposits?status=completed").await.refused(400, "validation_error");
    app.is_proven().await;
}

#[tokio::test]
async fn an_admin_pays_out_for_a_merchant_that_is_named() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let (mehta, account) = merchant(&app, &meera, "100").await;
    let body = json!({ "amount_paise": 100, "bank_account_id": account });
    meera.moves("/payouts", "k", &body).await.refused(400, "validation_error");
    let merchant = mehta.get("/balance").await.is(200)["merchant_id"].as_str().expect("an id").to_owned();
    let named = meera
        .asks(Method::POST, "/payouts/")
        .header("X-Merchant-Id", &merchant)
        .header("Idempotency-Key", "k");
    let payout = Answer::to(named.json(&body)).await.is(201);
    assert_eq!(payout["merchant_id"], json!(merchant));
    let path = format!("/payouts/?merchant_id={merchant}&status=pending&limit=10&offset=0");
    assert_eq!(meera.get(&path).await.is(200)[0]["id"], payout["id"]);
    let one = meera.get(&format!("/payouts/{}/", payout["id"].as_str().expect("an id"))).await.is(200);
    assert_eq!(one["events"][0]["status"], "pending");
    app.is_proven().await;
}
