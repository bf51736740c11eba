//! Registering, signing in and out, tokens.

use crate::support::{Answer, TestApp, app::KEY, people::PASSWORD};
use domain::id::SignInId;
use jsonwebtoken::{Algorithm, EncodingKey, Header, decode_header, encode};
use reqwest::Method;
use serde_json::{Value, json};
use server::tokens::Claims;

#[tokio::test]
async fn a_person_registers_and_signs_in_as_form_and_as_json() {
    let app = TestApp::start().await;
    let body = json!({ "name": "John Doe", "email": "John@Example.com", "password": "securepass123", "role": "USER" });
    // The source system's clients call it without a version, and some with a trailing slash.
    let answer = Answer::to(app.raw(Method::POST, "/api/auth/register/").json(&body)).await.is(201);
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &json!(1800)));
    assert_eq!(answer["user"]["name"], "John Doe");
    assert_eq!(
        (&answer["user"]["email"], &answer["user"]["role"]),
        (&json!("John@Example.com"), &json!("USER"))
    );

    let form = [("username", "john@example.com"), ("password", "securepass123"), ("grant_type", "password")];
    let by_form = Answer::to(app.raw(Method::POST, "/api/auth/login").form(&form)).await.is(200);
    let json = json!({ "email": "JOHN@example.com", "password": "securepass123" });
    let by_json = Answer::to(app.api(Method::POST, "/auth/login").json(&json)).await.is(200);
    assert_eq!(by_form["user"], by_json["user"]);
    assert_ne!(by_form["access_token"], by_json["access_token"]);

    let me = app.api(Method::GET, "/auth/me").bearer_auth(by_form["access_token"].as_str().unwrap());
    assert_eq!(Answer::to(me).await.is(200)["id"], answer["user"]["id"]);
    app.is_proven().await;
}

#[tokio::test]
async fn a_merchant_registers_with_its_business() {
    let app = TestApp::start().await;
    let rohan = app.merchant("Rohan Mehta").await;
    let me = rohan.get("/auth/me").await.is(200);
    assert_eq!(me["role"], "MERCHANT");
    assert!(me["merchant_id"].is_string(), "{me}");
    // Who sells under their own name need not say it twice.
    let own = json!({ "name": "Asha Rao", "email": "asha.shop@example.com", "password": PASSWORD, "role": "MERCHANT" });
    Answer::to(app.api(Method::POST, "/auth/register").json(&own)).await.is(201);
    let name: String = sqlx::query_scalar("select name from merchant order by created_at desc limit 1")
        .fetch_one(&app.owner)
        .await
        .unwrap();
    assert_eq!(name, "Asha Rao");
    app.is_proven().await;
}

#[tokio::test]
async fn one_address_is_one_person_however_it_is_written() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let again = json!({ "name": "Somebody", "email": asha.email.to_uppercase(), "password": PASSWORD });
    let refused =
        Answer::to(app.api(Method::POST, "/auth/register").json(&again)).await.refused(409, "email_taken");
    assert!(refused["fields"]["email"].is_string());
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_closed_account_look_the_same() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let attempt = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        let answer = Answer::to(app.api(Method::POST, "/auth/login").json(&body)).await;
        let mut refused = answer.refused(401, "not_authenticated");
        refused["request_id"] = Value::Null;
        refused
    };
    let wrong = attempt(&asha.email, "not her password").await;
    assert_eq!(wrong, attempt("nobody@example.com", PASSWORD).await);
    assert_eq!(wrong, attempt("not an address", PASSWORD).await);
    admin.switches_off(&asha).await;
    assert_eq!(wrong, attempt(&asha.email, PASSWORD).await);
}

#[tokio::test]
async fn nobody_makes_themselves_an_admin() {
    let app = TestApp::start().await;
    let body = json!({ "name": "Eve", "email": "eve@example.com", "password": PASSWORD, "role": "ADMIN" });
    Answer::to(app.api(Method::POST, "/auth/register").json(&body)).await.refused(403, "not_authorized");
    let people: i64 = sqlx::query_scalar("select count(*) from person").fetch_one(&app.owner).await.unwrap();
    assert_eq!(people, 0);
}

#[tokio::test]
async fn a_refresh_token_is_spent_once_and_reuse_ends_the_family() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let refresh = async |token: &str| {
        // Clients send their old access token along; it must not get in the way.
        let request = app.api(Method::POST, "/auth/refresh").bearer_auth("expired.long.ago");
        Answer::to(request.json(&json!({ "refresh_token": token }))).await
    };
    let next = refresh(&asha.refresh_token).await.is(200);
    assert_eq!(next["user"]["id"], asha.id);
    let token = next["access_token"].as_str().unwrap();
    Answer::to(app.api(Method::GET, "/auth/me").bearer_auth(token)).await.is(200);

    refresh(&asha.refresh_token).await.refused(401, "not_authenticated");
    refresh(next["refresh_token"].as_str().unwrap()).await.refused(401, "not_authenticated");
    Answer::to(app.api(Method::GET, "/auth/me").bearer_auth(token)).await.refused(401, "not_authenticated");
}

#[tokio::test]
async fn signing_out_and_ending_a_session_take_effect_at_once() {
    let app = TestApp::start().await;
    let phone = app.borrower("Asha Rao").await;
    let laptop = app.signs_in(&phone.email).await;
    let sessions = laptop.get("/auth/sessions").await.is(200);
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| session["current"] == false).unwrap();

    let path = format!("/auth/sessions/{}", other["id"].as_str().unwrap());
    Answer::to(laptop.asks(Method::DELETE, &path)).await.is(204);
    phone.get("/auth/me").await.refused(401, "not_authenticated");
    Answer::to(laptop.asks(Method::DELETE, &path)).await.refused(404, "not_found");

    laptop.post("/auth/logout", &json!({})).await.is(204);
    laptop.get("/auth/me").await.refused(401, "not_authenticated");
}

#[tokio::test]
async fn a_session_of_somebody_else_does_not_exist() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let sessions = asha.get("/auth/sessions").await.is(200);
    let path = format!("/auth/sessions/{}", sessions[0]["id"].as_str().unwrap());
    Answer::to(ravi.asks(Method::DELETE, &path)).await.refused(404, "not_found");
    asha.get("/auth/me").await.is(200);
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    asha.get("/wallet/balance").await.is(200);
    admin.switches_off(&asha).await;
    asha.get("/wallet/balance").await.refused(401, "not_authenticated");
    let body = json!({ "refresh_token": asha.refresh_token });
    Answer::to(app.api(Method::POST, "/auth/refresh").json(&body)).await.refused(401, "not_authenticated");
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused_also_where_nobody_need_sign_in() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let header = decode_header(&asha.token).unwrap();
    let claims = app.kist.tokens.read(&asha.token).unwrap();
    let forged = |header: &Header, claims: &Claims, key: &str| {
        encode(header, claims, &EncodingKey::from_secret(key.as_bytes())).unwrap()
    };
    let ravi = app.borrower("Ravi Menon").await.person();
    let payload = asha.token.split('.').nth(1).unwrap();
    let tokens = [
        ("expired", forged(&header, &Claims { exp: claims.iat - 1, ..claims.clone() }, KEY)),
        ("of another key", forged(&header, &claims, "some other key, as long as ours is and longer")),
        ("of no known key id", forged(&Header { kid: None, ..header.clone() }, &claims, KEY)),
        ("another algorithm", forged(&Header { alg: Algorithm::HS384, ..header.clone() }, &claims, KEY)),
        // {"alg":"none","typ":"JWT"}
        ("unsigned", format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.")),
        ("for somebody else's sign-in", forged(&header, &Claims { sub: ravi, ..claims.clone() }, KEY)),
        ("of no sign-in", forged(&header, &Claims { sid: SignInId::new(), ..claims }, KEY)),
        ("mangled", asha.token[1..].to_owned()),
        ("empty", String::new()),
    ];
    let costs = json!({ "principal_amount": 100000, "tenure_months": 12, "interest_rate": 12 });
    for (what, token) in &tokens {
        for path in ["/wallet/balance", "/auth/me", "/loans/my-loans"] {
            let answer = Answer::to(app.api(Method::GET, path).bearer_auth(token)).await;
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{what}");
            answer.refused(401, "not_authenticated");
        }
        let anybody = app.api(Method::POST, "/loans/calculate-emi").bearer_auth(token).json(&costs);
        Answer::to(anybody).await.refused(401, "not_authenticated");
    }
    let basic = app.api(Method::GET, "/wallet/balance").basic_auth("asha", Some("secret"));
    Answer::to(basic).await.refused(401, "not_authenticated");
    Answer::to(app.api(Method::POST, "/loans/calculate-emi").json(&costs)).await.is(200);
}
