//! Buy now, pay later, as a program uses it: every operation, with business time moved ahead and the ends of days run by workers.

use crate::support::{Answer, Person, TestApp};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::work::real_now;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

impl Person<'_> {
    async fn keyed(&self, path: &str, key: &str, body: &Value) -> Answer {
        Answer::to(self.asks(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    async fn buys(&self, shop: &Person<'_>, total: &str, key: &str) -> Value {
        let wish = json!({ "merchant_id": shop.merchant().await, "total_amount": total });
        self.keyed("/plans", key, &wish).await.is(201)
    }

    async fn reads(&self, path: &str) -> Value {
        self.get(path).await.is(200)
    }

    /// Asks until it says so.
    async fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        for _ in 0..400 {
            last = self.reads(path).await;
            if is_so(&last) {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it did not come to that: {last:#}");
    }
}

/// As the official libraries sign.
fn signed(app: &TestApp, secret: &str, id: &str, body: &str) -> reqwest::RequestBuilder {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
    let at = real_now().timestamp();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    app.raw(Method::POST, "/webhook/refund-status")
        .header("webhook-id", id)
        .header("webhook-timestamp", at)
        .header("webhook-signature", format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
        .body(body.to_owned())
}

async fn set(app: &TestApp, sql: &'static str) {
    sqlx::query(sql).execute(&app.owner).await.expect("a setting");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borrower_buys_falls_behind_pays_and_completes() {
    let app = TestApp::with_bank().await;
    let (admin, asha, shop) =
        (app.admin("Meera Nair").await, app.borrower("Asha Rao").await, app.merchant("Rohan Mehta").await);
    admin.funds(&asha, "5000").await;
    let plan = asha.buys(&shop, "3000.00", "buy").await;
    assert_eq!(plan["user"], json!({ "user_id": asha.id, "full_name": "Asha Rao" }));
    assert_eq!((&plan["status"], &plan["outstanding_amount"]), (&json!("ACTIVE"), &json!("3000.00")));
    let amounts: Vec<&Value> =
        plan["installments"].as_array().unwrap().iter().map(|one| &one["amount_due"]).collect();
    assert_eq!(amounts, ["1000.00", "1000.00", "1000.00"]);
    assert_eq!(plan["installments"][0]["status"], "UPCOMING");
    // A repeat is the same to the byte, with another status.
    let wish = json!({ "merchant_id": shop.merchant().await, "total_amount": "3000" });
    let again = asha.keyed("/plans", "buy", &wish).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.json(), plan);
    assert_eq!(
        asha.keyed("/plans", "buy", &json!({ "merchant_id": shop.merchant().await, "total_amount": "1" }))
            .await
            .is(409)["error"],
        "idempotency_conflict"
    );
    assert_eq!(asha.post("/plans", &wish).await.is(400)["error"], "idempotency_key_required");
    let id = plan["id"].as_str().unwrap();
    // The merchant and the admin see it; its sale is a payment like the others.
    assert_eq!(shop.reads("/plans").await[0]["id"], plan["id"]);
    assert_eq!(admin.reads(&format!("/plans/{id}")).await["merchant_name"], "Rohan Mehta & Co");
    assert_eq!(shop.reads("/payments?status=SUCCESS").await[0]["method"], "plan");
    assert_eq!(shop.reads("/balance").await["available_paise"], 294_000);

    let first = plan["installments"][0]["id"].clone();
    let debt = format!("/debt/{}", asha.id);
    let paid = asha.keyed(&debt, "pay-1", &json!({ "installment_ids": [first] })).await.is(200);
    assert_eq!((&paid["total_paid"], &paid["user_status"]), (&json!("1000.00"), &json!("NORMAL")));
    assert_eq!(paid["paid_installments"], json!([first]));

    // Two months later the second is overdue.
    let clock = admin.post("/admin/clock", &json!({ "days": 61 })).await.is(200);
    assert_eq!(clock["offset_seconds"], 61 * 86_400);
    let owed = asha.until(&debt, |owed| owed["user_status"] == "DEBT_USER" && owed["class"] == "SMA-0").await;
    assert_eq!((&owed["has_overdue"], &owed["total_debt"]), (&json!(true), &json!("1000.00")));
    assert_eq!(owed["overdue_installments"][0]["plan_id"], plan["id"]);
    assert_eq!(owed["overdue_installments"][0]["days_overdue"], 1);
    admin.until("/admin/day-end", |ends| ends["behind"] == 0 && !ends["last"].is_null()).await;
    assert_eq!(admin.reads("/admin/overdue?class=SMA-0").await[0]["overdue"], "1000.00");
    assert_eq!(admin.reads("/users?status=DEBT_USER").await[0]["user_id"], json!(asha.id));
    let refused = asha.keyed("/plans", "more", &wish).await.is(403);
    assert_eq!((&refused["error"], &refused["total_debt"]), (&json!("debt_user"), &json!("1000.00")));
    let loan = json!({ "principal_amount": "1000", "tenure_months": 12 });
    assert_eq!(asha.post("/loans/apply", &loan).await.is(400)["error"], "not_eligible");

    let second = owed["overdue_installments"][0]["id"].clone();
    let paid = asha.keyed(&debt, "pay-2", &json!({ "installment_ids": [second] })).await.is(200);
    assert_eq!(paid["user_status"], "NORMAL");
    let third = plan["installments"][2]["id"].clone();
    asha.keyed(&debt, "pay-3", &json!({ "installment_ids": [third] })).await.is(200);
    assert_eq!(asha.reads(&format!("/plans/{id}")).await["status"], "COMPLETED");
    assert_eq!(asha.balance().await, "2000.00");
    let lines = asha.reads("/wallet/transactions?source=BNPL_INSTALLMENT").await;
    assert_eq!(lines.as_array().unwrap().len(), 3);
    app.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_asked_for_decided_and_reported() {
    let app = TestApp::with_bank().await;
    set(&app, "update plan_terms set refund_waits_seconds = 60").await;
    let (admin, asha, shop) =
        (app.admin("Meera Nair").await, app.borrower("Asha Rao").await, app.merchant("Rohan Mehta").await);
    let endpoint = json!({ "url": "https://8.8.8.8/hook", "events": ["payout.failed"] });
    let secret =
        shop.post("/webhook-endpoints", &endpoint).await.is(201)["secret"].as_str().unwrap().to_owned();
    let plan = asha.buys(&shop, "900", "buy").await;
    let asks = async |amount: &str, key: &str| {
        asha.keyed(
            "/refunds",
            key,
            &json!({ "transaction_id": plan["id"], "amount": amount, "reason": "It broke" }),
        )
        .await
    };
    let asked = asks("450", "back").await.is(201);
    assert_eq!(
        (&asked["status"], &asked["transaction_id"], &asked["amount"]),
        (&json!("PENDING"), &plan["id"], &json!("450.00"))
    );
    assert_eq!(asks("450", "back").await.status, 200);
    assert_eq!(asks("451", "more").await.is(400)["error"], "exceeds_refundable");
    let at = format!("/refunds/{}", asked["id"].as_str().unwrap());
    assert_eq!(asha.post(&format!("{at}/approve"), &json!({})).await.status, 403);
    let approved = shop.post(&format!("{at}/approve"), &json!({})).await.is(200);
    assert_eq!(approved["status"], "APPROVED");
    assert_eq!(asha.post(&format!("{at}/cancel"), &json!({})).await.is(409)["current"], "APPROVED");

    // It failed, says the shop: it waits for an admin. Unsigned, or with another secret, nobody says anything.
    let failed =
        json!({ "refund_id": asked["id"], "status": "FAILED", "reason": "Nothing came back" }).to_string();
    for request in [
        app.raw(Method::POST, "/webhook/refund-status").body(failed.clone()),
        signed(&app, "whsec_dGhlIHNlY3JldCBvZiBzb21lYm9keSBlbHNl", "m0", &failed),
        signed(&app, &secret, "m0", &json!({ "refund_id": plan["id"], "status": "COMPLETED" }).to_string()),
    ] {
        assert_eq!(Answer::to(request).await.status, 401);
    }
    assert_eq!(
        Answer::to(signed(&app, &secret, "m1", &failed)).await.is(200),
        json!({ "status": "accepted" })
    );
    assert_eq!(
        Answer::to(signed(&app, &secret, "m1", &failed)).await.is(200),
        json!({ "status": "duplicate" })
    );
    let stopped = asha.until(&at, |refund| refund["failure_code"] == "merchant_failed").await;
    assert_eq!(
        (&stopped["status"], &stopped["failure_reason"]),
        (&json!("APPROVED"), &json!("Nothing came back"))
    );

    // The shop corrects itself. Afterwards whatever it says fits no more, and changes nothing.
    let done = json!({ "refund_id": asked["id"], "status": "COMPLETED" }).to_string();
    Answer::to(signed(&app, &secret, "m2", &done)).await.is(200);
    let completed = asha.until(&at, |refund| refund["status"] == "COMPLETED").await;
    assert_eq!(
        (&completed["to_plan_amount"], &completed["to_wallet_amount"]),
        (&json!("450.00"), &json!("0.00"))
    );
    assert_eq!(
        Answer::to(signed(&app, &secret, "m3", &failed)).await.is(200),
        json!({ "status": "accepted" })
    );
    let plan_now = asha.reads(&format!("/plans/{}", plan["id"].as_str().unwrap())).await;
    assert_eq!(
        (&plan_now["outstanding_amount"], &plan_now["refunded_amount"]),
        (&json!("450.00"), &json!("450.00"))
    );
    let ignored = "select count(*) from webhook_in where status = 'ignored'";
    for _ in 0..200 {
        if sqlx::query_scalar::<_, i64>(ignored).fetch_one(&app.owner).await.expect("counts") == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }

    // One that nobody reports goes by itself.
    set(&app, "update plan_terms set refund_waits_seconds = 0").await;
    let rest = asks("450", "rest").await.is(201);
    let at = format!("/refunds/{}", rest["id"].as_str().unwrap());
    admin.post(&format!("{at}/approve"), &json!({})).await.is(200);
    asha.until(&at, |refund| refund["status"] == "COMPLETED").await;
    assert_eq!(shop.reads("/refunds?status=COMPLETED").await.as_array().unwrap().len(), 2);
    assert_eq!(asha.reads("/plans").await[0]["status"], "CANCELLED");
    // The fee was kept: 882 received, 900 given back.
    assert_eq!(shop.reads("/balance").await["available_paise"], 0);
    app.is_proven().await;
}

#[tokio::test]
async fn people_are_shown_masked_whoever_asks() {
    let app = TestApp::start().await;
    let (admin, asha) = (app.admin("Meera Nair").await, app.borrower("Asha Rao").await);
    let change = async |who: &Person<'_>, body: Value| {
        Answer::to(who.asks(Method::PATCH, &format!("/users/{}", asha.id)).json(&body)).await
    };
    let told = json!({ "full_name": "Asha R. Rao", "phone_number": "+91 98765 43210", "pan": "ABCDE1234F", "card_number": "4111111111111111" });
    let shown = change(&asha, told).await.is(200);
    assert_eq!(
        (&shown["phone_number"], &shown["pan"], &shown["card_number"], &shown["full_name"], &shown["status"]),
        (
            &json!("+919****3210"),
            &json!("AB*******F"),
            &json!("************1111"),
            &json!("Asha R. Rao"),
            &json!("NORMAL")
        )
    );
    assert_eq!(admin.reads("/users").await[0], shown);
    assert_eq!(asha.reads("/users").await, json!([shown]));
    // What admins alone set.
    assert_eq!(change(&asha, json!({ "credit_limit": "1" })).await.status, 403);
    assert_eq!(change(&admin, json!({ "credit_limit": "100" })).await.is(200)["credit_limit"], "100.00");
    for (body, field) in [
        (json!({ "phone_number": "12345" }), "phone_number"),
        (json!({ "pan": "ABC" }), "pan"),
        (json!({ "card_number": "4111111111111112" }), "card_number"),
        (json!({ "full_name": "" }), "full_name"),
    ] {
        assert!(change(&asha, body).await.is(400)["fields"][field].is_string(), "{field}");
    }
    let stranger = app.borrower("Ravi Menon").await;
    assert_eq!(change(&stranger, json!({ "full_name": "Mine" })).await.status, 404);
    // In the database it lies sealed, and nothing else has it.
    let sealed: Vec<u8> = sqlx::query_scalar("select pan_sealed from person where pan_sealed is not null")
        .fetch_one(&app.owner)
        .await
        .expect("sealed");
    assert!(!sealed.windows(10).any(|bytes| bytes == b"ABCDE1234F"));
}
