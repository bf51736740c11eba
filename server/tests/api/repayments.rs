//! One key, one effect, one answer.

use crate::support::{Answer, TestApp};
use domain::money::Paise;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_repeat_gets_the_same_bytes_and_pays_nothing() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let first = asha.pays(&loan, "5000", "payment-abc").await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (201, ""));
    // Another spelling of the same amount is the same request.
    let body = json!({ "loan_id": loan, "amount": 5000.00, "idempotency_key": "payment-abc" });
    let again = asha.post("/repayments/make-payment", &body).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
    assert_eq!(again.body, first.body, "byte for byte");
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!(asha.balance().await, "45000.00");
    app.is_proven().await;
}

#[tokio::test]
async fn a_key_means_one_request_of_one_person() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let meera = app.admin("Meera Nair").await;
    let (first, second) = (asha.borrows(&meera, "50000").await, asha.borrows(&meera, "20000").await);
    let of_ravi = ravi.borrows(&meera, "30000").await;
    asha.pays(&first, "5000", "k").await.is(201);

    asha.pays(&first, "5001", "k").await.refused(409, "idempotency_conflict");
    asha.pays(&second, "5000", "k").await.refused(409, "idempotency_conflict");
    asha.pays(&of_ravi, "5000", "k").await.refused(404, "not_found");
    let own = ravi.pays(&of_ravi, "5000", "k").await;
    assert_eq!(own.header("idempotent-replayed"), "", "another person's key is another key");
    own.is(201);
    assert_eq!((asha.balance().await, ravi.balance().await), ("65000.00".to_owned(), "25000.00".to_owned()));
    app.is_proven().await;
}

#[tokio::test]
async fn the_key_may_come_in_the_header() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let body = json!({ "loan_id": loan, "amount": "100" });
    let pay = async |header: &str, key: &str| {
        let request = asha.asks(Method::POST, "/repayments/make-payment").header(header, key).json(&body);
        Answer::to(request).await
    };
    let first = pay("Idempotency-Key", "from-the-header").await;
    let again = pay("X-Idempotency-Key", "from-the-header").await;
    assert_eq!((first.status, again.status, again.header("idempotent-replayed")), (201, 201, "true"));
    assert_eq!(first.body, again.body);
    // The same key in the body is the same key.
    assert_eq!(asha.pays(&loan, "100", "from-the-header").await.header("idempotent-replayed"), "true");

    pay("Idempotency-Key", &"k".repeat(255)).await.is(201);
    for unusable in ["", "two words", &"k".repeat(256)] {
        pay("Idempotency-Key", unusable).await.refused(400, "validation_error");
    }
    asha.post("/repayments/make-payment", &body).await.refused(400, "idempotency_key_required");
    assert_eq!(asha.balance().await, "49800.00");
    app.is_proven().await;
}

#[tokio::test]
async fn a_payment_that_was_refused_may_succeed_later_with_its_key() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    app.days_pass(90).await;
    asha.pays(&loan, "49000", "most").await.is(201);
    asha.pays(&loan, "1001", "a-little").await.refused(400, "insufficient_funds");
    meera.funds(&asha, "1").await;
    let paid = asha.pays(&loan, "1001", "a-little").await;
    assert_eq!(paid.header("idempotent-replayed"), "");
    paid.is(201);
    app.is_proven().await;
}

#[tokio::test]
async fn more_than_is_outstanding_is_refused() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "10000").await;
    meera.funds(&asha, "10000").await;
    let outstanding = asha.get(&format!("/loans/{loan}")).await.is(200)["outstanding_amount"].clone();
    let outstanding = Paise::parse(outstanding.as_str().unwrap()).unwrap();
    let more = outstanding.saturating_add(Paise::new(1));
    asha.pays(&loan, &more.to_string(), "k1").await.refused(400, "exceeds_outstanding");
    let paid = asha.pays(&loan, &outstanding.to_string(), "k1").await.is(201);
    assert_eq!((&paid["repayment"]["amount"], &paid["loan_closed"]), (&json!("10000.00"), &json!(true)));
    app.is_proven().await;
}

#[tokio::test]
async fn repayments_are_listed_newest_first_for_their_owner() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha Rao").await, app.borrower("Ravi Menon").await);
    let meera = app.admin("Meera Nair").await;
    let loan = asha.borrows(&meera, "50000").await;
    for amount in ["100", "200", "300"] {
        asha.pays(&loan, amount, amount).await.is(201);
    }
    let path = format!("/repayments/loan/{loan}");
    let list = asha.get(&path).await.is(200);
    let amounts: Vec<_> =
        list.as_array().unwrap().iter().map(|row| row["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["300.00", "200.00", "100.00"]);
    assert_eq!(meera.get(&path).await.is(200), list);
    ravi.get(&path).await.refused(404, "not_found");
}

#[tokio::test]
async fn fifty_at_once_with_one_key_have_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let answers = futures::future::join_all((0..50).map(|_| asha.pays(&loan, "5000", "one"))).await;
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body));
    assert_eq!(answers.iter().filter(|answer| answer.header("idempotent-replayed").is_empty()).count(), 1);
    assert_eq!(asha.balance().await, "45000.00");
    app.is_proven().await;
}
