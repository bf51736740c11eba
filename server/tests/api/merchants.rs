//! Balances, ledgers, bank accounts, and acting for a merchant.

use crate::support::{Answer, Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

const NUMBER: &str = "50100234567891";
const SOMEBODY: &str = "01900000-0000-7000-8000-000000000001";

fn account(number: &str, ifsc: &str) -> Value {
    json!({ "account_holder_name": "Rohan Mehta", "account_number": number, "ifsc_code": ifsc })
}

/// A request with these values of `X-Merchant-Id`.
async fn named(who: &Person<'_>, path: &str, merchants: &[&str]) -> Answer {
    let request = who.asks(Method::GET, path);
    Answer::to(merchants.iter().fold(request, |request, id| request.header("x-merchant-id", *id))).await
}

async fn switched(admin: &Person<'_>, merchant: &str, body: &Value) -> Answer {
    let request = admin.asks(Method::PATCH, &format!("/admin/merchants/{merchant}"));
    Answer::to(request.json(body)).await
}

/// Follows the links to the end.
async fn all(who: &Person<'_>, path: &str) -> Vec<Value> {
    let (mut next, mut rows) = (format!("/api/v1{path}"), Vec::new());
    loop {
        let answer = Answer::to(who.app.raw(Method::GET, &next).bearer_auth(&who.token)).await;
        let link = answer.header("link").to_owned();
        rows.extend(answer.is(200).as_array().expect("a bare array").clone());
        match link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) {
            Some(link) => next = link.to_owned(),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn a_merchant_sees_what_arrived_and_what_it_has() {
    let app = TestApp::start().await;
    let (rohan, meera) = (app.merchant("Rohan Mehta").await, app.admin("Meera Nair").await);
    let id = rohan.merchant().await.to_string();
    let nothing = rohan.get("/balance").await.is(200);
    let empty = json!({ "merchant_id": id, "available_paise": 0, "held_paise": 0, "total_paise": 0 });
    assert_eq!(nothing, empty);
    for amount in ["1000.29", "2", "3", "4", "5"] {
        meera.funds_merchant(&rohan, amount).await;
    }
    let balance = rohan.get("/balance").await.is(200);
    assert_eq!((&balance["available_paise"], &balance["total_paise"]), (&json!(101_429), &json!(101_429)));

    let lines = rohan.get("/ledger").await.is(200);
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), 5);
    let (newest, oldest) = (&lines[0], &lines[4]);
    assert_eq!((&newest["amount_paise"], &newest["balance_after_paise"]), (&json!(500), &json!(101_429)));
    assert_eq!((&oldest["amount_paise"], &oldest["balance_after_paise"]), (&json!(100_029), &json!(100_029)));
    assert_eq!((&oldest["entry_type"], &oldest["merchant_id"]), (&json!("CREDIT"), &json!(id)));
    assert_eq!(oldest["description"], "Settlement by NEFT");
    for limit in [1, 2, 5] {
        assert_eq!(all(&rohan, &format!("/ledger?limit={limit}")).await, *lines);
    }
    assert_eq!(all(&rohan, "/ledger?limit=2&entry_type=CREDIT").await.len(), 5);
    assert_eq!(all(&rohan, "/ledger?entry_type=PAYOUT_HOLD").await.len(), 0);
    assert_eq!(all(&rohan, "/ledger?from=2001-01-01&to=2001-01-31").await.len(), 0);
    for query in ["entry_type=credit", "from=x", "colour=red", "limit=0", "cursor=x"] {
        rohan.get(&format!("/ledger?{query}")).await.refused(400, "validation_error");
    }
    rohan.get("/balance?colour=red").await.refused(400, "validation_error");
    app.is_proven().await;
}

#[tokio::test]
async fn a_merchant_acts_for_itself_and_an_admin_for_the_one_that_is_named() {
    let app = TestApp::start().await;
    let (rohan, sunita) = (app.merchant("Rohan Mehta").await, app.merchant("Sunita Rane").await);
    let (meera, asha) = (app.admin("Meera Nair").await, app.borrower("Asha Rao").await);
    let (own, other) = (rohan.merchant().await.to_string(), sunita.merchant().await.to_string());
    let (own, other) = (own.as_str(), other.as_str());
    for path in ["/balance", "/ledger"] {
        named(&rohan, path, &[own]).await.is(200);
        rohan.get(&format!("{path}?merchant_id={own}")).await.is(200);
        named(&rohan, &format!("{path}?merchant_id={own}"), &[own, own]).await.is(200);
        // Whether it exists or not.
        for another in [other, SOMEBODY] {
            named(&rohan, path, &[another]).await.refused(403, "not_authorized");
            rohan.get(&format!("{path}?merchant_id={another}")).await.refused(403, "not_authorized");
            named(&rohan, &format!("{path}?merchant_id={own}"), &[another])
                .await
                .refused(403, "not_authorized");
        }
        for malformed in ["7", "", "not-an-id"] {
            named(&rohan, path, &[malformed]).await.refused(400, "validation_error");
            named(&meera, path, &[malformed]).await.refused(400, "validation_error");
        }
        rohan.get(&format!("{path}?merchant_id=7")).await.refused(400, "validation_error");

        let why = meera.get(path).await.refused(400, "validation_error");
        assert!(why["fields"]["X-Merchant-Id"].is_string(), "{why}");
        named(&meera, path, &[other]).await.is(200);
        meera.get(&format!("{path}?merchant_id={own}")).await.is(200);
        named(&meera, path, &[own, other]).await.refused(400, "validation_error");
        named(&meera, &format!("{path}?merchant_id={own}"), &[other]).await.refused(400, "validation_error");
        named(&meera, path, &[SOMEBODY]).await.refused(404, "not_found");
        named(&asha, path, &["7"]).await.refused(403, "not_authorized");
    }
    named(&rohan, "/merchants", &[other]).await.refused(403, "not_authorized");
}

#[tokio::test]
async fn a_bank_account_is_kept_once_and_shown_by_its_end() {
    let app = TestApp::start().await;
    let (rohan, asha) = (app.merchant("Rohan Mehta").await, app.borrower("Asha Rao").await);
    let meera = app.admin("Meera Nair").await;
    let mut answers = String::new();
    let answer = rohan.post("/bank-accounts", &account("5010 0234 567891", "hdfc0001234")).await;
    answers += &answer.text();
    let kept = answer.is(201);
    assert_eq!(kept["account_number_masked"], "******7891");
    assert_eq!(kept["ifsc_code"], "HDFC0001234");
    assert_eq!(kept["account_holder_name"], "Rohan Mehta");
    let again = rohan.post("/bank-accounts", &account(NUMBER, "HDFC0001234")).await;
    answers += &again.text();
    assert_eq!(again.is(201), kept);
    // Somebody else's account of the same number is their own.
    let hers = asha.post("/bank-accounts", &account(NUMBER, "HDFC0001234")).await;
    answers += &hers.text();
    assert_ne!(hers.is(201)["id"], kept["id"]);

    for (path, who) in [
        ("/bank-accounts", &rohan),
        ("/bank-accounts", &asha),
        ("/merchants", &rohan),
        ("/merchants", &meera),
        ("/admin/audit", &meera),
    ] {
        let answer = who.get(path).await;
        answers += &answer.text();
        assert_eq!(answer.status, 200, "{path}");
    }
    let refused = rohan.post("/bank-accounts", &account(NUMBER, "HDFC")).await;
    answers += &refused.text();
    assert!(refused.refused(400, "validation_error")["fields"]["ifsc_code"].is_string());
    for shown in [NUMBER, "5010 0234", &NUMBER[..10], &NUMBER[6..]] {
        assert!(!answers.contains(shown), "{shown}: {answers}");
    }
    let rows = "select coalesce(string_agg(c::text, ''), '') || (select string_agg(b::text, '') from bank_account b) from command_log c";
    let stored: String = sqlx::query_scalar(rows).fetch_one(&app.owner).await.unwrap();
    assert!(!stored.contains(NUMBER) && !stored.contains("3530313030323334"), "{stored}");
}

#[tokio::test]
async fn what_is_no_bank_account_is_refused() {
    let app = TestApp::start().await;
    let rohan = app.merchant("Rohan Mehta").await;
    for (number, ifsc, field) in [
        ("12345678", "HDFC0001234", "account_number"),
        ("1234567890123456789", "HDFC0001234", "account_number"),
        ("12345678x", "HDFC0001234", "account_number"),
        (NUMBER, "HDFC1001234", "ifsc_code"),
        (NUMBER, "HD2C0001234", "ifsc_code"),
        (NUMBER, "HDFC000123", "ifsc_code"),
        (NUMBER, "HDFC0001234'", "ifsc_code"),
    ] {
        let why = rohan.post("/bank-accounts", &account(number, ifsc)).await.refused(400, "validation_error");
        assert!(why["fields"][field].is_string(), "{why}");
    }
    let why = rohan.post("/bank-accounts", &json!({})).await.refused(400, "validation_error");
    assert_eq!(why["fields"].as_object().unwrap().len(), 3, "{why}");
    let mut body = account(NUMBER, "HDFC0001234");
    body["account_number"] = json!(50_100_234_567_891_i64);
    rohan.post("/bank-accounts", &body).await.refused(400, "validation_error");
    assert_eq!(rohan.get("/bank-accounts").await.is(200), json!([]));
}

#[tokio::test]
async fn bank_accounts_are_listed_newest_first_and_only_their_owners() {
    let app = TestApp::start().await;
    let (rohan, asha) = (app.merchant("Rohan Mehta").await, app.borrower("Asha Rao").await);
    for n in 1..=5 {
        rohan.post("/bank-accounts", &account(&format!("10000000{n}"), "HDFC0001234")).await.is(201);
    }
    let whole = rohan.get("/bank-accounts").await.is(200);
    let ends: Vec<_> = whole.as_array().unwrap().iter().map(|row| &row["account_number_masked"]).collect();
    assert_eq!(ends, ["******0005", "******0004", "******0003", "******0002", "******0001"]);
    for limit in [1, 2, 5] {
        let path = format!("/bank-accounts?limit={limit}");
        assert_eq!(all(&rohan, &path).await, *whole.as_array().unwrap());
    }
    assert_eq!(asha.get("/bank-accounts").await.is(200), json!([]));
    rohan.get("/bank-accounts?colour=red").await.refused(400, "validation_error");
}

#[tokio::test]
async fn a_merchant_that_is_switched_off_looks_and_does_not_act() {
    let app = TestApp::start().await;
    let (rohan, meera) = (app.merchant("Rohan Mehta").await, app.admin("Meera Nair").await);
    let id = rohan.merchant().await.to_string();
    let off = switched(&meera, &id, &json!({ "is_active": false })).await.is(200);
    assert_eq!((&off["id"], &off["is_active"]), (&json!(id), &json!(false)));
    rohan.post("/bank-accounts", &account(NUMBER, "HDFC0001234")).await.refused(403, "merchant_disabled");
    for path in ["/balance", "/ledger", "/bank-accounts", "/merchants"] {
        rohan.get(path).await.is(200);
    }
    let audit = meera.get(&format!("/admin/audit?subject_id={id}")).await.is(200);
    assert_eq!(audit[0]["name"], "merchant.set_active");
    assert_eq!(
        (&audit[0]["before"]["is_active"], &audit[0]["after"]["is_active"]),
        (&json!(true), &json!(false))
    );
    switched(&meera, &id, &json!({ "is_active": true })).await.is(200);
    rohan.post("/bank-accounts", &account(NUMBER, "HDFC0001234")).await.is(201);

    for body in [json!({}), json!({ "is_active": null }), json!({ "is_active": 1 })] {
        switched(&meera, &id, &body).await.refused(400, "validation_error");
    }
    switched(&meera, SOMEBODY, &json!({ "is_active": true })).await.refused(404, "not_found");
    switched(&meera, "7", &json!({ "is_active": true })).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_admin_finds_merchants_and_a_merchant_finds_itself() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let mut merchants = Vec::new();
    for name in ["Rohan Mehta", "Sunita Rane", "Joseph Fernandes"] {
        merchants.push(app.merchant(name).await);
    }
    let rohan = &merchants[0];
    meera.funds_merchant(rohan, "12.50").await;
    rohan.post("/bank-accounts", &account(NUMBER, "HDFC0001234")).await.is(201);
    let own = rohan.get("/merchants").await.is(200);
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!((&own[0]["name"], &own[0]["email"]), (&json!("Rohan Mehta & Co"), &json!(rohan.email)));
    assert_eq!((&own[0]["available_paise"], &own[0]["held_paise"]), (&json!(1250), &json!(0)));
    assert_eq!(own[0]["bank_accounts"][0]["account_number_masked"], "******7891");

    let names = |rows: &[Value]| rows.iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
    let newest = ["Joseph Fernandes & Co", "Sunita Rane & Co", "Rohan Mehta & Co"];
    for limit in [1, 2, 3] {
        assert_eq!(names(&all(&meera, &format!("/merchants?limit={limit}")).await), newest);
    }
    assert_eq!(names(&all(&meera, "/merchants?q=RANE").await), ["Sunita Rane & Co"]);
    assert_eq!(names(&all(&meera, &format!("/merchants?q={}", rohan.email)).await), ["Rohan Mehta & Co"]);
    let id = rohan.merchant().await;
    for query in [format!("q={id}"), format!("merchant_id={id}")] {
        assert_eq!(all(&meera, &format!("/merchants?{query}")).await, *own.as_array().unwrap());
    }
    assert_eq!(all(&meera, "/merchants?q=%25").await.len(), 0);
    meera.get("/merchants?q=%00").await.refused(400, "validation_error");
    meera.get("/merchants?colour=red").await.refused(400, "validation_error");
    app.is_proven().await;
}
