//! From application to closure.

use crate::support::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// The commands of the source system's documentation, one after the other.
#[tokio::test]
async fn the_journey_of_the_source_system() {
    let app = TestApp::start().await;
    let meera = app.admin("Meera Nair").await;
    let call = async |method: Method, path: &str, token: &str, body: Option<Value>| {
        let request = app.raw(method, &format!("/api{path}")).bearer_auth(token);
        Answer::to(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    };

    let register = json!({ "name": "John Doe", "email": "john@example.com", "password": "securepass123", "role": "USER" });
    let john = Answer::to(app.raw(Method::POST, "/api/auth/register").json(&register)).await.is(201);
    let token = john["access_token"].as_str().unwrap();
    let balance = call(Method::GET, "/wallet/balance", token, None).await.is(200);
    assert_eq!(
        balance,
        json!({ "user_id": john["user"]["id"], "balance": "0.00", "held": "0.00", "currency": "INR" })
    );

    let wish = json!({ "principal_amount": 100000, "tenure_months": 12, "interest_rate": 12.0 });
    let loan = call(Method::POST, "/loans/apply", token, Some(wish)).await.is(201);
    assert_eq!((&loan["principal_amount"], &loan["interest_rate"]), (&json!("100000.00"), &json!("12.00")));
    assert_eq!((&loan["status"], &loan["user_id"]), (&json!("APPLIED"), &john["user"]["id"]));

    let yes = json!({ "loan_id": loan["id"], "approved": true });
    let active = call(Method::POST, "/loans/admin/approve", &meera.token, Some(yes.clone())).await.is(200);
    assert_eq!((&active["status"], &active["id"]), (&json!("ACTIVE"), &loan["id"]));
    assert_eq!(active["outstanding_amount"], "106618.53");
    assert_eq!(active["emi_amount"], "8884.88");
    let again = call(Method::POST, "/loans/admin/approve", &meera.token, Some(yes)).await.is(200);
    assert_eq!(again, active, "approved twice, paid out once");
    let balance = call(Method::GET, "/wallet/balance", token, None).await.is(200);
    assert_eq!(balance["balance"], "100000.00");

    let payment =
        json!({ "loan_id": loan["id"], "amount": 9333.33, "idempotency_key": "payment-uuid-12345" });
    let paid = call(Method::POST, "/repayments/make-payment", token, Some(payment)).await.is(201);
    assert_eq!(
        (&paid["repayment"]["amount"], &paid["repayment"]["type"]),
        (&json!("9333.33"), &json!("PARTIAL"))
    );
    assert_eq!(paid["repayment"]["status"], "SUCCESS");
    assert_eq!((&paid["new_outstanding"], &paid["loan_closed"]), (&json!("97285.20"), &json!(false)));

    let lines = call(Method::GET, "/wallet/transactions", token, None).await.is(200);
    let told: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["type"], &line["source"], &line["amount"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("DEBIT"), &json!("EMI_PAYMENT"), &json!("9333.33")),
            (&json!("CREDIT"), &json!("LOAN_DISBURSEMENT"), &json!("100000.00")),
        ]
    );
    // By then even closing it takes more than the wallet holds.
    app.days_pass(60).await;
    let too_much = json!({ "loan_id": loan["id"], "amount": 97285, "idempotency_key": "unique-1" });
    let refused = call(Method::POST, "/repayments/make-payment", token, Some(too_much)).await;
    let refused = refused.refused(400, "insufficient_funds");
    assert_eq!(refused["available_paise"], 9_066_667);
    assert!(refused["requested_paise"].as_i64().unwrap() > 9_066_667, "{refused}");
    app.is_proven().await;
}

#[tokio::test]
async fn a_loan_is_paid_off_on_the_day_it_was_paid_out() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let payoff = asha.get(&format!("/loans/{loan}/payoff")).await.is(200);
    assert_eq!((&payoff["payoff_amount"], &payoff["interest_accrued"]), (&json!("50000.00"), &json!("0.00")));

    let paid = asha.pays(&loan, "50000", "all-of-it").await.is(201);
    assert_eq!((&paid["loan_closed"], &paid["new_outstanding"]), (&json!(true), &json!("0.00")));
    assert_eq!(paid["repayment"]["type"], "FULL");
    let closed = asha.get(&format!("/loans/{loan}")).await.is(200);
    assert_eq!((&closed["status"], &closed["outstanding_amount"]), (&json!("CLOSED"), &json!("0.00")));
    let refused = asha.pays(&loan, "1", "once-more").await.refused(409, "invalid_state");
    assert_eq!((&refused["current"], &refused["requested"]), (&json!("CLOSED"), &json!("REPAY")));
    asha.get(&format!("/loans/{loan}/payoff")).await.refused(409, "invalid_state");
    app.is_proven().await;
}

#[tokio::test]
async fn a_loan_is_told_with_exactly_these_fields() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "12000").await;
    let view = asha.get(&format!("/loans/{loan}")).await.is(200);
    let fields: Vec<&str> = view.as_object().unwrap().keys().map(String::as_str).collect();
    let contract = [
        "id",
        "user_id",
        "principal_amount",
        "tenure_months",
        "interest_rate",
        "status",
        "outstanding_amount",
        "emi_amount",
        "next_due_date",
        "next_due_amount",
        "days_past_due",
        "rejection_reason",
        "created_at",
        "updated_at",
    ];
    for field in contract {
        assert!(fields.contains(&field), "{field} of {fields:?}");
    }
    let schedule = asha.get(&format!("/loans/{loan}/schedule")).await.is(200);
    let rows = schedule.as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["number"], &rows[0]["status"]), (12, &json!(1), &json!("UPCOMING")));
    assert_eq!(meera.get(&format!("/loans/{loan}")).await.is(200), view, "an admin sees the same");
}

#[tokio::test]
async fn a_rejected_application_keeps_its_reason_and_cannot_be_approved() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.applies("50000").await;
    let rejected = meera.decides(&loan, false).await.is(200);
    assert_eq!(rejected["rejection_reason"], "The income is not shown");
    let refused = meera.decides(&loan, true).await.refused(409, "invalid_state");
    assert_eq!((&refused["current"], &refused["requested"]), (&json!("REJECTED"), &json!("APPROVED")));
    let other = asha.borrows(&meera, "20000").await;
    meera.decides(&other, false).await.refused(409, "invalid_state");
    asha.pays(&loan, "10", "k").await.refused(409, "invalid_state");
    assert_eq!(asha.balance().await, "20000.00");
    app.is_proven().await;
}

#[tokio::test]
async fn the_third_open_loan_is_refused_with_its_reason() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    asha.applies("10000").await;
    asha.applies("20000").await;
    let third = json!({ "principal_amount": "600000", "tenure_months": 12 });
    let refused = asha.post("/loans/apply", &third).await.refused(400, "not_eligible");
    assert!(refused["reasons"][0].as_str().unwrap().contains("5,00,000"), "{refused}");
    let third = json!({ "principal_amount": "30000", "tenure_months": 12 });
    let refused = asha.post("/loans/apply", &third).await.refused(400, "not_eligible");
    assert_eq!(refused["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(asha.get("/loans/my-loans").await.is(200).as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn applications_wait_oldest_first() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let meera = app.admin("Meera Nair").await;
    let asked = [asha.applies("10000").await, ravi.applies("20000").await, asha.applies("30000").await];
    let waiting = meera.get("/loans/admin/pending").await.is(200);
    let ids: Vec<&str> =
        waiting.as_array().unwrap().iter().map(|loan| loan["id"].as_str().unwrap()).collect();
    assert_eq!(ids, asked);
    // A page at a time it is the same queue.
    let first = meera.get("/loans/admin/pending?limit=2").await;
    let next = first.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert_eq!(first.is(200).as_array().unwrap().len(), 2);
    let rest = Answer::to(app.raw(Method::GET, &next).bearer_auth(&meera.token)).await;
    assert_eq!(rest.header("link"), "");
    assert_eq!(rest.is(200)[0]["id"], asked[2].as_str());
}

#[tokio::test]
async fn the_calculator_answers_anybody_to_the_paisa() {
    let app = TestApp::start().await;
    let wish = json!({ "principal_amount": "100000.00", "tenure_months": 12, "interest_rate": "12" });
    let cost = Answer::to(app.api(Method::POST, "/loans/calculate-emi").json(&wish)).await.is(200);
    assert_eq!((&cost["emi_amount"], &cost["total_interest"]), (&json!("8884.88"), &json!("6618.53")));
    assert_eq!((&cost["total_amount"], &cost["tenure_months"]), (&json!("106618.53"), &json!(12)));
    assert_eq!(cost["schedule"].as_array().unwrap().len(), 12);
    let row = cost["schedule"][0].as_object().unwrap();
    for field in
        ["number", "due_date", "opening_principal", "principal", "interest", "emi", "closing_principal"]
    {
        assert!(row.contains_key(field), "{field}");
    }
}
