//! Each bad input has the contract's error and changes nothing.

use crate::support::{Answer, Person, TestApp, people::PASSWORD};
use axum::body::Bytes;
use http_body::Frame;
use http_body_util::StreamBody;
use reqwest::Method;
use serde_json::{Value, json};

/// Amounts that are none, as they stand in JSON, and how they are refused.
const AMOUNTS: [(&str, &str); 20] = [
    ("0", "invalid_amount"),
    ("\"0.00\"", "invalid_amount"),
    ("-1", "invalid_amount"),
    ("-0.01", "invalid_amount"),
    ("0.001", "invalid_amount"),
    ("\"10.999\"", "invalid_amount"),
    ("1e2", "invalid_amount"),
    ("1e400", "invalid_amount"),
    ("\"NaN\"", "invalid_amount"),
    ("\"Infinity\"", "invalid_amount"),
    ("9999999999999999999", "invalid_amount"),
    ("\"१००\"", "invalid_amount"),
    ("\"1,000\"", "invalid_amount"),
    ("\"\"", "invalid_amount"),
    ("\"ten\"", "invalid_amount"),
    ("true", "invalid_amount"),
    ("[100]", "invalid_amount"),
    ("{\"paise\": 100}", "invalid_amount"),
    ("null", "validation_error"),
    ("", "validation_error"),
];

/// Everything that could have changed.
async fn traces(app: &TestApp) -> Vec<i64> {
    let sql = "select unnest(array[(select count(*) from loan), (select count(*) from repayment), (select count(*) from entry),
                                   (select count(*) from person), (select count(*) from command_log where name not like 'identity.%'),
                                   (select sum(balance)::bigint from account),
                                   (select count(*) from loan where status = 'ACTIVE')])";
    sqlx::query_scalar(sql).fetch_all(&app.owner).await.unwrap()
}

async fn sends(person: &Person<'_>, path: &str, body: &str) -> Answer {
    let request = person.asks(Method::POST, path).header("content-type", "application/json");
    Answer::to(request.body(body.to_owned())).await
}

/// `"amount": …, ` or nothing.
fn field(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("\"{name}\": {value}, ") }
}

#[tokio::test]
async fn amounts_that_are_none() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let before = traces(&app).await;
    for (amount, code) in AMOUNTS {
        let pay =
            format!("{{{}\"loan_id\": \"{loan}\", \"idempotency_key\": \"k\"}}", field("amount", amount));
        let body = sends(&asha, "/repayments/make-payment", &pay).await.refused(400, code);
        assert!(body["fields"]["amount"].is_string(), "{amount}: {body}");
        let wish =
            format!("{{{}\"tenure_months\": 12, \"interest_rate\": 12}}", field("principal_amount", amount));
        for path in ["/loans/apply", "/loans/calculate-emi"] {
            let body = sends(&asha, path, &wish).await.refused(400, code);
            assert!(body["fields"]["principal_amount"].is_string(), "{amount}: {body}");
        }
    }
    assert_eq!(traces(&app).await, before);
    app.is_proven().await;
}

#[tokio::test]
async fn terms_out_of_range() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let before = traces(&app).await;
    let good = [("principal_amount", "100000"), ("tenure_months", "12"), ("interest_rate", "12")];
    // What stands in the field, and the refusal of the calculator and of the application.
    let table = [
        ("tenure_months", "0", "validation_error", "not_eligible"),
        ("tenure_months", "61", "validation_error", "not_eligible"),
        ("tenure_months", "-1", "validation_error", "not_eligible"),
        ("tenure_months", "70000", "validation_error", "not_eligible"),
        ("tenure_months", "1.5", "validation_error", "validation_error"),
        ("tenure_months", "\"twelve\"", "validation_error", "validation_error"),
        ("tenure_months", "1e400", "validation_error", "validation_error"),
        ("tenure_months", "99999999999999999999999", "validation_error", "not_eligible"),
        ("tenure_months", "[12]", "validation_error", "validation_error"),
        ("tenure_months", "null", "validation_error", "validation_error"),
        ("tenure_months", "", "validation_error", "validation_error"),
        ("interest_rate", "-1", "validation_error", "not_eligible"),
        ("interest_rate", "50.01", "validation_error", "not_eligible"),
        ("interest_rate", "100000", "validation_error", "not_eligible"),
        ("interest_rate", "\"high\"", "validation_error", "validation_error"),
        ("interest_rate", "{}", "validation_error", "validation_error"),
        ("principal_amount", "500000.01", "validation_error", "not_eligible"),
        ("purpose", "\"GAMBLING\"", "validation_error", "validation_error"),
        ("purpose", "7", "validation_error", "validation_error"),
    ];
    for (name, value, calculated, applied) in table {
        let fields: Vec<String> = good
            .iter()
            .filter(|(other, _)| *other != name)
            .map(|(other, value)| format!("\"{other}\": {value}"))
            .chain((!value.is_empty()).then(|| format!("\"{name}\": {value}")))
            .collect();
        let body = format!("{{{}}}", fields.join(", "));
        sends(&asha, "/loans/calculate-emi", &body).await.refused(400, calculated);
        let refused = sends(&asha, "/loans/apply", &body).await.refused(400, applied);
        assert_eq!(refused["reasons"].is_array(), applied == "not_eligible", "{name} {value}: {refused}");
    }
    // An application without a rate has the product's; a calculation is of one.
    for rate in ["", ", \"interest_rate\": null"] {
        let body = format!("{{\"principal_amount\": 100000, \"tenure_months\": 12{rate}}}");
        sends(&asha, "/loans/calculate-emi", &body).await.refused(400, "validation_error");
    }
    assert_eq!(traces(&app).await, before);
}

#[tokio::test]
async fn bodies_that_are_no_json_object() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let before = traces(&app).await;
    let deep = |n: usize| format!("{{\"amount\": {}{}}}", "[".repeat(n), "]".repeat(n));
    let bodies = [
        "",
        "not json",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "{\"loan_id\": }",
        "{'loan_id': 1}",
        "[{\"loan_id\": 1}]",
        "{} trailing",
        "{\"amount\": NaN}",
        "{\"amount\": 1, \"amount\": 2}",
        &deep(30),
        &deep(20_000),
        "\u{feff}{}",
    ];
    let paths = [
        "/loans/calculate-emi",
        "/loans/apply",
        "/repayments/make-payment",
        "/auth/register",
        "/auth/login",
        "/auth/refresh",
    ];
    for body in bodies {
        for path in paths {
            sends(&asha, path, body).await.refused(400, "validation_error");
        }
        sends(&meera, "/loans/admin/approve", body).await.refused(400, "validation_error");
    }
    assert_eq!(traces(&app).await, before);
}

#[tokio::test]
async fn bodies_of_another_kind_or_too_large() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let before = traces(&app).await;
    let body = "{\"principal_amount\": 1000, \"tenure_months\": 12, \"interest_rate\": 12}";
    for kind in [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "json",
        "",
    ] {
        let request = asha.asks(Method::POST, "/loans/apply").header("content-type", kind).body(body);
        Answer::to(request).await.refused(415, "unsupported_media_type");
    }
    let without = asha.asks(Method::POST, "/loans/apply").body(body);
    Answer::to(without).await.refused(415, "unsupported_media_type");
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"] {
        let request = app.api(Method::POST, "/loans/calculate-emi").header("content-type", kind).body(body);
        Answer::to(request).await.is(200);
    }

    let large = format!("{{\"purpose\": \"{}\"}}", "x".repeat(10_000_000));
    sends(&asha, "/loans/apply", &large).await.refused(413, "payload_too_large");
    let large = format!("{{\"purpose\": \"{}\"}}", "x".repeat(70_000));
    sends(&asha, "/loans/apply", &large).await.refused(413, "payload_too_large");
    // Without saying how long it will be.
    let parts = (0..100).map(|_| Ok::<_, std::io::Error>(Frame::data(Bytes::from(vec![b' '; 100_000]))));
    let stream = reqwest::Body::wrap(StreamBody::new(futures::stream::iter(parts)));
    let request =
        asha.asks(Method::POST, "/loans/apply").header("content-type", "application/json").body(stream);
    Answer::to(request).await.refused(413, "payload_too_large");
    assert_eq!(traces(&app).await, before);
}

/// 401, 403, 415 or 413, 400: the first that applies is told.
#[tokio::test]
async fn the_order_of_checks() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let large = "x".repeat(10_000_000);
    for path in ["/loans/apply", "/repayments/make-payment", "/loans/admin/approve"] {
        for body in ["", "nonsense", &large] {
            let request =
                app.api(Method::POST, path).header("content-type", "text/plain").body(body.to_owned());
            Answer::to(request).await.refused(401, "not_authenticated");
        }
    }
    for body in ["", "nonsense", &large] {
        let as_text = |person: &Person<'_>, path: &str| {
            person.asks(Method::POST, path).header("content-type", "text/plain").body(body.to_owned())
        };
        Answer::to(as_text(&asha, "/loans/admin/approve")).await.refused(403, "not_authorized");
        Answer::to(as_text(&meera, "/loans/apply")).await.refused(403, "not_authorized");
        Answer::to(as_text(&asha, "/loans/apply")).await.refused(415, "unsupported_media_type");
    }
    // 400 before 404, 404 before 409.
    let nobodys =
        json!({ "loan_id": "01890000-0000-7000-8000-000000000000", "amount": "0", "idempotency_key": "k" });
    asha.post("/repayments/make-payment", &nobodys).await.refused(400, "invalid_amount");
}

#[tokio::test]
async fn ids_that_are_somebody_elses_nobodys_or_none() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let meera = app.admin("Meera Nair").await;
    let (hers, waiting) = (asha.borrows(&meera, "50000").await, asha.applies("1000").await);
    ravi.borrows(&meera, "50000").await;
    let before = traces(&app).await;
    let nobodys = "01890000-0000-7000-8000-000000000000";
    for loan in [hers.as_str(), &waiting, nobodys] {
        for path in ["", "/schedule", "/payoff"] {
            ravi.get(&format!("/loans/{loan}{path}")).await.refused(404, "not_found");
        }
        ravi.get(&format!("/repayments/loan/{loan}")).await.refused(404, "not_found");
        ravi.pays(loan, "10", "k").await.refused(404, "not_found");
    }
    meera.decides(nobodys, true).await.refused(404, "not_found");
    for id in
        ["7", "x", "00000000", "01890000-0000-7000-8000-00000000000g", "%27%3B--", "%00", "..%2f..", "%FF"]
    {
        asha.get(&format!("/loans/{id}")).await.refused(404, "not_found");
        asha.get(&format!("/loans/{id}/schedule")).await.refused(404, "not_found");
        asha.get(&format!("/repayments/loan/{id}")).await.refused(404, "not_found");
        asha.get(&format!("/users/{id}/balance")).await.refused(404, "not_found");
        Answer::to(asha.asks(Method::DELETE, &format!("/auth/sessions/{id}")))
            .await
            .refused(404, "not_found");
    }
    for id in [json!("7"), json!(1), json!(null), json!([hers]), json!(true), json!("")] {
        let body = json!({ "loan_id": id, "amount": "10", "idempotency_key": "k" });
        asha.post("/repayments/make-payment", &body).await.refused(400, "validation_error");
        meera
            .post("/loans/admin/approve", &json!({ "loan_id": id, "approved": true }))
            .await
            .refused(400, "validation_error");
    }
    for approved in [json!("yes"), json!(1), json!(null)] {
        let body = json!({ "loan_id": waiting, "approved": approved });
        meera.post("/loans/admin/approve", &body).await.refused(400, "validation_error");
    }
    asha.pays(&waiting, "10", "k").await.refused(409, "invalid_state");
    assert_eq!(traces(&app).await, before);
    app.is_proven().await;
}

#[tokio::test]
async fn registrations_that_cannot_be_read() {
    let app = TestApp::start().await;
    let good = json!({ "name": "Asha Rao", "email": "asha@example.com", "password": PASSWORD });
    let table = [
        ("name", json!(null)),
        ("name", json!("")),
        ("name", json!("   ")),
        ("name", json!(7)),
        ("name", json!("n".repeat(121))),
        ("name", json!("Asha\u{0}Rao")),
        ("name", json!("Asha \u{202e}oaR")),
        ("email", json!(null)),
        ("email", json!("asha")),
        ("email", json!("asha@example")),
        ("email", json!("a b@example.com")),
        ("email", json!("asha@example.com@example.com")),
        ("email", json!(format!("{}@example.com", "a".repeat(250)))),
        ("email", json!(["asha@example.com"])),
        ("password", json!(null)),
        ("password", json!("seven77")),
        ("password", json!("p".repeat(257))),
        ("password", json!(12345678)),
        ("role", json!("OWNER")),
        ("role", json!(["USER"])),
    ];
    for (name, value) in table {
        let mut body = good.clone();
        body[name] = value;
        let answer = Answer::to(app.api(Method::POST, "/auth/register").json(&body)).await;
        let refused = answer.refused(400, "validation_error");
        assert!(refused["fields"][name].is_string(), "{name}: {refused}");
    }
    let people: i64 = sqlx::query_scalar("select count(*) from person").fetch_one(&app.owner).await.unwrap();
    assert_eq!(people, 0);
}

#[tokio::test]
async fn sign_ins_that_cannot_be_read() {
    let app = TestApp::start().await;
    for body in [
        json!({}),
        json!({ "email": "a@example.com" }),
        json!({ "password": "x" }),
        json!({ "email": 1, "password": 2 }),
    ] {
        Answer::to(app.api(Method::POST, "/auth/login").json(&body)).await.refused(400, "validation_error");
    }
    for form in ["", "username=a%40example.com", "password=x", "username=&password="] {
        let request =
            app.api(Method::POST, "/auth/login").header("content-type", "application/x-www-form-urlencoded");
        Answer::to(request.body(form)).await.refused(400, "validation_error");
    }
    let text = app
        .api(Method::POST, "/auth/login")
        .header("content-type", "text/plain")
        .body("username=a&password=b");
    Answer::to(text).await.refused(415, "unsupported_media_type");
    for token in [json!(null), json!(7), json!("")] {
        let request = app.api(Method::POST, "/auth/refresh").json(&json!({ "refresh_token": token }));
        Answer::to(request).await.refused(400, "validation_error");
    }
    for token in ["unknown", &"x".repeat(10_000)] {
        let request = app.api(Method::POST, "/auth/refresh").json(&json!({ "refresh_token": token }));
        Answer::to(request).await.refused(401, "not_authenticated");
    }
}

/// Text is text: stored as it was sent, shown as it was sent.
#[tokio::test]
async fn sql_and_html_in_every_text_field_stay_text() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let evil = "Robert'); drop table person;-- <script>alert(1)</script> {{7*7}} %s \\";
    let body = json!({ "name": evil, "email": "robert@example.com", "password": PASSWORD });
    let answer = Answer::to(app.api(Method::POST, "/auth/register").json(&body)).await.is(201);
    assert_eq!(answer["user"]["name"], evil);
    let robert = app.signs_in("robert@example.com").await;
    assert_eq!(robert.get("/auth/me").await.is(200)["name"], evil);

    let loan = robert.applies("10000").await;
    let rejection = json!({ "loan_id": loan, "approved": false, "rejection_reason": evil });
    assert_eq!(meera.post("/loans/admin/approve", &rejection).await.is(200)["rejection_reason"], evil);
    let too_long = json!({ "loan_id": loan, "approved": false, "rejection_reason": "r".repeat(501) });
    meera.post("/loans/admin/approve", &too_long).await.refused(400, "validation_error");

    let active = robert.borrows(&meera, "10000").await;
    let key = "';drop-table-loan;--<script>";
    let first = robert.pays(&active, "10", key).await;
    assert_eq!(robert.pays(&active, "10", key).await.body, first.body);

    let page = robert_in_a_browser(&app, &loan).await;
    assert!(!page.contains("<script>alert(1)"), "shown as text");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    app.is_proven().await;
}

/// The page of a rejected loan, which shows the reason and the name.
async fn robert_in_a_browser(app: &TestApp, loan: &str) -> String {
    let browser = app.browser();
    let form = [("email", "robert@example.com"), ("password", PASSWORD)];
    let request = browser
        .post(format!("http://{}/ui/identity/sign-in", app.address))
        .header("accept", "text/html")
        .form(&form);
    assert_eq!(Answer::to(request).await.status, 302);
    let page = Answer::to(browser.get(format!("http://{}/loans/{loan}", app.address))).await;
    assert_eq!(page.status, 200);
    page.text()
}

#[tokio::test]
async fn keys_that_are_none() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let before = traces(&app).await;
    let pay = async |key: Value| {
        let body = json!({ "loan_id": loan, "amount": "10", "idempotency_key": key });
        asha.post("/repayments/make-payment", &body).await
    };
    for missing in [json!(null), json!("")] {
        pay(missing).await.refused(400, "idempotency_key_required");
    }
    for bad in [json!("two words"), json!("ключ"), json!("k".repeat(256)), json!(7), json!(["k"])] {
        pay(bad).await.refused(400, "validation_error");
    }
    assert_eq!(traces(&app).await, before);
}
