//! The demo data.

use crate::support::{Answer, TestApp, app::config};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::json;
use server::{seed, startup::Server};
use std::collections::BTreeSet;

/// One story, because making the data takes seconds.
#[tokio::test]
async fn the_demo_data_are_right_and_can_be_used_and_production_keeps_away_from_them() {
    let app = TestApp::with(|config| config.demo = true).await;
    seed::run(&app.kist).await.unwrap();
    app.is_proven().await;
    they_are_made_once(&app).await;
    they_have_every_state_and_age(&app).await;
    nobodys_history_runs_backwards(&app).await;
    everybody_can_pay_off_what_they_owe(&app).await;
    the_people_can_sign_in_and_pay(&app).await;
    production_does_not_start_beside_them(&app).await;
}

async fn they_are_made_once(app: &TestApp) {
    let count = "select count(*) from command_log";
    let once: i64 = sqlx::query_scalar(count).fetch_one(&app.owner).await.unwrap();
    seed::run(&app.kist).await.unwrap();
    let twice: i64 = sqlx::query_scalar(count).fetch_one(&app.owner).await.unwrap();
    assert_eq!(once, twice);
}

async fn they_have_every_state_and_age(app: &TestApp) {
    let states: Vec<(String, i64)> =
        sqlx::query_as("select status, count(*) from loan group by 1 order by 1")
            .fetch_all(&app.owner)
            .await
            .unwrap();
    let known: BTreeSet<&str> = states.iter().map(|(state, _)| state.as_str()).collect();
    assert_eq!(known, BTreeSet::from(["ACTIVE", "APPLIED", "CLOSED", "REJECTED"]), "{states:?}");
    assert!(
        states.iter().map(|(_, loans)| loans).sum::<i64>() >= 65
            && states.iter().all(|(_, loans)| *loans >= 5)
    );
    let overdue: Vec<i32> = sqlx::query_scalar(
        "select ((now() at time zone 'Asia/Kolkata')::date - next_due_on) from loan where next_due_on < (now() at time zone 'Asia/Kolkata')::date",
    )
    .fetch_all(&app.owner)
    .await
    .unwrap();
    for (least, most) in [(1, 30), (31, 60), (61, 90), (91, 200)] {
        assert!(overdue.iter().any(|days| (least..=most).contains(days)), "{least} to {most}: {overdue:?}");
    }
}

/// And nothing lies in the future.
async fn nobodys_history_runs_backwards(app: &TestApp) {
    let backwards: i64 = sqlx::query_scalar(
        "select count(*) from leg l join entry e on e.id = l.entry_id
         join leg b on b.account_id = l.account_id and b.number = l.number - 1 join entry before on before.id = b.entry_id
         where before.effective_at > e.effective_at or e.effective_at > now()",
    )
    .fetch_one(&app.owner)
    .await
    .unwrap();
    assert_eq!(backwards, 0);
}

async fn everybody_can_pay_off_what_they_owe(app: &TestApp) {
    let poor: i64 = sqlx::query_scalar(
        "select count(*) from (
           select sum(l.principal_paise + l.total_interest_paise - l.principal_paid_paise - l.interest_paid_paise) as owed, w.balance
           from loan l join account w on w.owner_id = l.person_id and w.kind = 'wallet' where l.status = 'ACTIVE' group by w.balance, w.id
         ) x where owed > balance",
    )
    .fetch_one(&app.owner)
    .await
    .unwrap();
    assert_eq!(poor, 0, "everybody can pay off what they owe, interest included");
}

async fn the_people_can_sign_in_and_pay(app: &TestApp) {
    let mut tokens = Vec::new();
    for (email, password, role) in [
        ("admin@example.com", "admin123", "ADMIN"),
        ("user1@example.com", "user123", "USER"),
        ("user2@example.com", "user123", "USER"),
        ("merchant@example.com", "merchant123", "MERCHANT"),
    ] {
        let body = json!({ "email": email, "password": password });
        let answer = Answer::to(app.api(Method::POST, "/auth/login").json(&body)).await.is(200);
        assert_eq!(answer["user"]["role"], role);
        tokens.push(answer["access_token"].as_str().unwrap().to_owned());
    }
    let merchant =
        async |path: &str| Answer::to(app.api(Method::GET, path).bearer_auth(&tokens[3])).await.is(200);
    assert_eq!(merchant("/balance").await["available_paise"], 25_000_000);
    assert_eq!(merchant("/ledger").await[0]["balance_after_paise"], 25_000_000);
    assert_eq!(merchant("/bank-accounts").await[0]["account_number_masked"], "******7891");
    let call = async |method: Method, path: &str, body: Option<serde_json::Value>| {
        let request = app.api(method, path).bearer_auth(&tokens[1]);
        Answer::to(if let Some(body) = body { request.json(&body) } else { request }).await
    };
    let loans = call(Method::GET, "/loans/my-loans", None).await.is(200);
    let active =
        loans.as_array().unwrap().iter().find(|loan| loan["status"] == "ACTIVE").expect("one to pay");
    let payoff =
        call(Method::GET, &format!("/loans/{}/payoff", active["id"].as_str().unwrap()), None).await.is(200);
    let body =
        json!({ "loan_id": active["id"], "amount": payoff["payoff_amount"], "idempotency_key": "all" });
    let paid = call(Method::POST, "/repayments/make-payment", Some(body)).await.is(201);
    assert_eq!(paid["loan_closed"], true);
    app.is_proven().await;
}

async fn production_does_not_start_beside_them(app: &TestApp) {
    let refused = Server::start(config(app.kist.config.database_url.expose_secret())).await;
    let why = refused.err().expect("it refuses").to_string();
    assert!(why.contains("demo people"), "{why}");
}

#[tokio::test]
async fn a_real_installation_gets_no_demo_people() {
    let app = TestApp::start().await;
    assert!(seed::run(&app.kist).await.is_err());
    let people: i64 = sqlx::query_scalar("select count(*) from person").fetch_one(&app.owner).await.unwrap();
    assert_eq!(people, 0);
}

/// Killed half-way, it is whole after the next run.
#[tokio::test]
async fn an_interrupted_seed_goes_on() {
    let app = TestApp::with(|config| config.demo = true).await;
    let begun = seed::run(&app.kist);
    // Whatever it was doing, it does not do it to the end.
    let _ = tokio::time::timeout(std::time::Duration::from_millis(400), begun).await;
    seed::run(&app.kist).await.unwrap();
    app.is_proven().await;
    let (people, loans): (i64, i64) =
        sqlx::query_as("select (select count(*) from person), (select count(*) from loan)")
            .fetch_one(&app.owner)
            .await
            .unwrap();
    assert_eq!((people, loans), (46, 70));
}
