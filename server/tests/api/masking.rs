//! Nobody is shown a demo person's phone number, PAN, card or account number in full: in no answer of the API, whoever asks, and in
//! no text of the database, the audit and the stored webhooks included. `scripts/masking-scan` looks for the same values in all that
//! all tests have seen.

use crate::support::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use server::seed;

/// The values as they stand in the cast.
fn secrets() -> Vec<String> {
    let cast = include_str!("../../src/seed/cast.rs");
    let quoted = cast.split('"').skip(1).step_by(2);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_pan = |text: &str| {
        text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                5..=8 => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase(),
            })
    };
    let personal = quoted.filter_map(|text| match text.strip_prefix("+91") {
        Some(local) if local.len() == 10 && digits(local) => Some(local.to_owned()),
        _ if (9..=19).contains(&text.len()) && digits(text) => Some(text.to_owned()),
        _ => is_pan(text).then(|| text.to_owned()),
    });
    personal.collect()
}

fn finds(secrets: &[String], text: &str) -> Option<String> {
    secrets.iter().find(|secret| text.contains(*secret)).cloned()
}

#[tokio::test]
async fn personal_values_are_in_no_answer_and_in_no_text_of_the_database() {
    let app = TestApp::with(|config| config.demo = true).await;
    seed::run(&app.kist).await.unwrap();
    let secrets = secrets();
    assert!(secrets.len() >= 14, "{}", secrets.len());
    let mut found = Vec::new();
    for (email, password) in [
        ("admin@example.com", "admin123"),
        ("user1@example.com", "user123"),
        ("user2@example.com", "user123"),
        ("merchant@example.com", "merchant123"),
    ] {
        let body = json!({ "email": email, "password": password });
        let answer = Answer::to(app.api(Method::POST, "/auth/login").json(&body)).await.is(200);
        let token = answer["access_token"].as_str().unwrap();
        let me = answer["user"]["id"].as_str().unwrap();
        for (method, path) in server::rest::list() {
            if method != Method::GET {
                continue;
            }
            let path = path.replace("{user_id}", me).replace("{name}", "stripe");
            let answer = Answer::to(app.api(Method::GET, &path).bearer_auth(token)).await;
            found.extend(finds(&secrets, &answer.text()).map(|secret| format!("{email} {path}: {secret}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    in_the_database(&app, &secrets).await;
    // What is told anew is answered masked, and what is refused is not repeated.
    refused(&app, &secrets).await;
}

async fn in_the_database(app: &TestApp, secrets: &[String]) {
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
            .fetch_all(&app.owner)
            .await
            .unwrap();
    let mut seen = 0;
    for table in tables {
        let sql = sqlx::AssertSqlSafe(format!("select t::text from {table} t"));
        let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(&app.owner).await.unwrap();
        seen += rows.len();
        let found = rows.iter().find_map(|row| finds(secrets, row));
        assert_eq!(found, None, "in {table}");
    }
    assert!(seen > 1_000, "{seen}");
    let stored = "select convert_from(response, 'UTF8') from command_log where response is not null";
    let stored: Vec<String> = sqlx::query_scalar(stored).fetch_all(&app.owner).await.unwrap();
    assert!(stored.iter().all(|text| finds(secrets, text).is_none()));
}

async fn refused(app: &TestApp, secrets: &[String]) {
    let body = json!({ "email": "user1@example.com", "password": "user123" });
    let answer = Answer::to(app.api(Method::POST, "/auth/login").json(&body)).await.is(200);
    let path = format!("/users/{}", answer["user"]["id"].as_str().unwrap());
    for told in [
        json!({ "phone_number": secrets[0].clone() + "0" }),
        json!({ "pan": "AKLPK4321Q1" }),
        json!({ "card_number": "5555555555554444", "phone_number": "x" }),
        json!({ "phone_number": "+919812345670", "pan": "AKLPK4321Q", "card_number": "5555555555554444" }),
    ] {
        let request = app.api(Method::PATCH, &path).bearer_auth(answer["access_token"].as_str().unwrap());
        let answer = Answer::to(request.json::<Value>(&told)).await;
        assert_eq!(finds(secrets, &answer.text()), None, "{told}: {}", answer.text());
    }
}
