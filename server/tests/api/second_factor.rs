//! An admin's second factor: set up, asked for, used once, switched off.

use crate::support::{Answer, Person, TestApp, people::PASSWORD};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

/// What a phone shows with this secret, so many half minutes from now.
fn code(secret: &str, later: i64) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    let time = (domain::work::real_now() + TimeDelta::seconds(30 * later)).timestamp();
    totp.generate(u64::try_from(time).unwrap()).to_string()
}

async fn sign_in(who: &Person<'_>, password: &str, otp: Option<&str>) -> Answer {
    let mut body = json!({ "email": who.email, "password": password });
    if let Some(otp) = otp {
        body["otp"] = json!(otp);
    }
    Answer::to(who.app.api(Method::POST, "/auth/login").json(&body)).await
}

#[tokio::test]
async fn an_admin_who_enrolled_signs_in_with_a_code_and_each_code_once() {
    let app = TestApp::start().await;
    let kavita = app.admin("Kavita").await;
    assert_eq!(kavita.get("/auth/second-factor").await.is(200), json!({ "is_on": false }));
    let made = kavita.post("/auth/second-factor", &json!({})).await.is(201);
    let secret = made["secret"].as_str().unwrap().to_owned();
    let address = made["address"].as_str().unwrap();
    assert!(address.starts_with("otpauth://totp/Kist:") && address.contains(&secret), "{address}");
    // It counts for nothing yet.
    sign_in(&kavita, PASSWORD, None).await.is(200);

    let confirm = async |otp: &str| kavita.post("/auth/second-factor/confirm", &json!({ "otp": otp })).await;
    confirm("000000").await.refused(400, "validation_error");
    confirm("").await.refused(400, "validation_error");
    assert_eq!(confirm(&code(&secret, 0)).await.is(204), Value::Null);
    confirm(&code(&secret, 1)).await.refused(409, "invalid_state");
    kavita.post("/auth/second-factor", &json!({})).await.refused(409, "invalid_state");
    assert_eq!(kavita.get("/auth/second-factor").await.is(200), json!({ "is_on": true }));

    sign_in(&kavita, PASSWORD, None).await.refused(401, "otp_required");
    // Whoever does not know the password does not learn of it.
    sign_in(&kavita, "not the password", None).await.refused(401, "not_authenticated");
    sign_in(&kavita, "not the password", Some(&code(&secret, 1))).await.refused(401, "not_authenticated");
    sign_in(&kavita, PASSWORD, Some("123")).await.refused(401, "otp_required");
    // The one that switched it on was taken.
    sign_in(&kavita, PASSWORD, Some(&code(&secret, 0))).await.refused(401, "otp_required");

    // Two with the same code at once: one of them is let in.
    let next = code(&secret, 1);
    let (one, two) =
        tokio::join!(sign_in(&kavita, PASSWORD, Some(&next)), sign_in(&kavita, PASSWORD, Some(&next)));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);

    // Nobody waits a minute here: the code of before counts as new.
    sqlx::query("update second_factor set last_step = 0").execute(&app.owner).await.unwrap();
    let again = code(&secret, 0);
    let form = [("username", kavita.email.as_str()), ("password", PASSWORD), ("otp", again.as_str())];
    Answer::to(app.raw(Method::POST, "/api/auth/login").form(&form)).await.is(200);

    sqlx::query("update second_factor set last_step = 0").execute(&app.owner).await.unwrap();
    let remove = async |otp: &str| kavita.post("/auth/second-factor/remove", &json!({ "otp": otp })).await;
    remove("111111").await.refused(400, "validation_error");
    remove(&code(&secret, 0)).await.is(204);
    remove(&code(&secret, 1)).await.refused(409, "invalid_state");
    sign_in(&kavita, PASSWORD, None).await.is(200);

    let told: Vec<Value> =
        sqlx::query_scalar("select after from command_log where name like 'identity.second%' order by id")
            .fetch_all(&app.owner)
            .await
            .unwrap();
    let states: Vec<&str> = told.iter().map(|after| after["second_factor"].as_str().unwrap()).collect();
    assert_eq!(states, ["begun", "on", "off"]);
    assert!(!told.iter().any(|after| after.to_string().contains(&secret)));
}

#[tokio::test]
async fn a_secret_lies_sealed_and_codes_are_not_guessed_without_end() {
    let app = TestApp::with(|config| config.limits.login = 5).await;
    let kavita = app.admin("Kavita").await;
    let secret =
        kavita.post("/auth/second-factor", &json!({})).await.is(201)["secret"].as_str().unwrap().to_owned();
    let stored: Vec<u8> =
        sqlx::query_scalar("select sealed_secret from second_factor").fetch_one(&app.owner).await.unwrap();
    let plain = Secret::try_from_base32(&secret).unwrap();
    assert!(!stored.windows(20).any(|window| window == plain.as_ref()));
    let mut last = 0;
    for _ in 0..6 {
        last = kavita.post("/auth/second-factor/confirm", &json!({ "otp": "000000" })).await.status;
    }
    assert_eq!(last, 429);
}
