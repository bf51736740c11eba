//! The reads as one graph.

use crate::support::{Answer, Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use server::config::Limits;

async fn graph(who: &Person<'_>, query: &str) -> Value {
    asked(who, &json!({ "query": query })).await
}

async fn asked(who: &Person<'_>, body: &Value) -> Value {
    Answer::to(who.app.raw(Method::POST, "/graphql").bearer_auth(&who.token).json(body)).await.is(200)
}

#[track_caller]
fn data(answer: &Value) -> &Value {
    assert!(answer["errors"].is_null(), "{answer:#}");
    &answer["data"]
}

/// Sorted: fields are answered beside each other.
fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut codes: Vec<&str> =
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or_default()).collect();
    codes.sort_unstable();
    codes
}

#[tokio::test]
async fn it_says_what_the_routes_say() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    asha.pays(&loan, "1000", "first").await.is(201);
    let query = format!(
        "{{ balance {{ balance held currency }}
            loan(id: \"{loan}\") {{ id status outstanding_amount next_due_date interest_rate days_past_due
              schedule {{ number due_date emi paid status }} repayments {{ amount type principal_component }} user {{ full_name }} }}
            transactions(type: \"DEBIT\", limit: 5) {{ items {{ amount type source user {{ user_id }} }} next }} }}"
    );
    let answer = graph(&asha, &query).await;
    let told = data(&answer);
    let whole = asha.get(&format!("/loans/{loan}")).await.is(200);
    for field in ["id", "status", "outstanding_amount", "next_due_date", "interest_rate", "days_past_due"] {
        assert_eq!(told["loan"][field], whole[field], "{field}");
    }
    let schedule = asha.get(&format!("/loans/{loan}/schedule")).await.is(200);
    let first = &told["loan"]["schedule"][0];
    for field in ["number", "due_date", "emi", "paid", "status"] {
        assert_eq!(first[field], schedule[0][field], "{field}");
    }
    assert_eq!(told["loan"]["repayments"][0]["amount"], "1000.00");
    assert_eq!(told["loan"]["user"]["full_name"], "Asha Rao");
    assert_eq!(told["balance"]["balance"], asha.balance().await);
    assert_eq!(
        told["transactions"]["items"][0],
        json!({ "amount": "1000.00", "type": "DEBIT", "source": "EMI_PAYMENT", "user": { "user_id": asha.id } })
    );
    assert_eq!(told["transactions"]["next"], Value::Null);
    assert!(answer["extensions"]["cost"].as_u64().is_some_and(|cost| cost > 100), "{answer}");
}

#[tokio::test]
async fn many_objects_are_read_as_often_as_one() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let ravi = app.borrower("Ravi Menon").await;
    for who in [&asha, &ravi] {
        for amount in ["10000", "20000"] {
            let loan = who.borrows(&meera, amount).await;
            who.pays(&loan, "100", amount).await.is(201);
        }
    }
    let query = |limit: u8| {
        format!(
            "{{ loans(limit: {limit}) {{ items {{ id principal_amount schedule {{ emi }} repayments {{ loan {{ id }} amount }} user {{ full_name }} }} }} }}"
        )
    };
    let one = graph(&asha, &query(1)).await;
    let two = graph(&asha, &query(2)).await;
    assert_eq!(data(&two)["loans"]["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        one["extensions"]["reads"], 5,
        "loans, schedules, repayments, people, and the loans of the repayments"
    );
    assert_eq!(two["extensions"]["reads"], one["extensions"]["reads"]);
    for loan in data(&two)["loans"]["items"].as_array().unwrap() {
        assert_eq!(loan["repayments"][0]["loan"]["id"], loan["id"]);
        assert!(!loan["schedule"].as_array().unwrap().is_empty());
    }
    // As one page after the other.
    let first = graph(&asha, "{ loans(limit: 1) { items { id } next } }").await;
    let next = data(&first)["loans"]["next"].as_str().unwrap().to_owned();
    let rest = asked(
        &asha,
        &json!({ "query": "query Rest($after: String) { loans(limit: 1, cursor: $after) { items { id } next } }",
                 "operationName": "Rest", "variables": { "after": next } }),
    )
    .await;
    assert_ne!(data(&rest)["loans"]["items"][0]["id"], data(&first)["loans"]["items"][0]["id"]);
    let people = graph(&meera, "{ users(limit: 10) { items { full_name balance { balance } } } }").await;
    let people = data(&people)["users"]["items"].as_array().unwrap();
    let of = |name: &str| people.iter().find(|one| one["full_name"] == name).unwrap()["balance"].clone();
    assert_eq!(of("Asha Rao")["balance"], asha.balance().await);
    assert_eq!(of("Meera Nair"), Value::Null, "an admin has no wallet");
}

#[tokio::test]
async fn somebody_elses_is_not_there_on_any_way() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let (ravi, shop, other) = (
        app.borrower("Ravi Menon").await,
        app.merchant("Rohan Mehta").await,
        app.merchant("Zoya Khan").await,
    );
    let loan = asha.borrows(&meera, "50000").await;
    let wish = json!({ "merchant_id": shop.merchant().await, "total_amount": "3000" });
    let plan = Answer::to(asha.asks(Method::POST, "/plans").header("Idempotency-Key", "buy").json(&wish))
        .await
        .is(201);
    let plan = plan["id"].as_str().unwrap();

    let peek = format!(
        "{{ loan(id: \"{loan}\") {{ id }} plan(id: \"{plan}\") {{ id }} user(user_id: \"{}\") {{ full_name }} balance_of(user_id: \"{}\") {{ balance }} }}",
        asha.id, asha.id
    );
    let of_stranger = graph(&ravi, &peek).await;
    assert_eq!(codes(&of_stranger), ["not_found"; 4], "{of_stranger:#}");
    assert_eq!(of_stranger["data"], json!({ "loan": null, "plan": null, "user": null, "balance_of": null }));
    assert_eq!(
        codes(&graph(&other, &peek).await),
        ["not_authorized", "not_authorized", "not_found", "not_found"]
    );

    // What a plan leads to is another thing for each of its sides.
    let around = format!(
        "{{ plan(id: \"{plan}\") {{ buyer {{ full_name phone_number }} merchant {{ name available_paise }} payment {{ amount }} refunds {{ id }} installments {{ amount_due }} }} }}"
    );
    let of_buyer = graph(&asha, &around).await;
    let seen = &data(&of_buyer)["plan"];
    assert_eq!(
        (&seen["buyer"]["full_name"], &seen["merchant"], &seen["payment"]),
        (&json!("Asha Rao"), &Value::Null, &Value::Null)
    );
    assert_eq!((seen["installments"].as_array().unwrap().len(), &seen["refunds"]), (3, &json!([])));
    let of_shop = graph(&shop, &around).await;
    let seen = &data(&of_shop)["plan"];
    assert_eq!((&seen["buyer"], &seen["payment"]["amount"]), (&Value::Null, &json!("3000.00")));
    let balance = shop.get("/balance").await.is(200);
    assert_eq!(seen["merchant"]["available_paise"], balance["available_paise"]);
    let of_admin = graph(&meera, &around).await;
    assert_eq!(data(&of_admin)["plan"]["buyer"]["full_name"], "Asha Rao");

    for (who, query) in [
        (&asha, "{ users { items { user_id } } audit { items { name } } payments { items { id } } }"),
        (&shop, "{ loans { items { id } } notifications { items { words } } jobs { items { id } } }"),
    ] {
        let answer = graph(who, query).await;
        let refused = codes(&answer);
        assert!(refused.iter().all(|code| *code == "not_authorized"), "{answer:#}");
        assert_eq!(refused.len(), if query.contains("users") { 2 } else { 3 }, "{answer:#}");
    }
}

#[tokio::test]
async fn a_key_reads_with_its_scope_and_nobody_reads_at_all() {
    let app = TestApp::start().await;
    let shop = app.merchant("Rohan Mehta").await;
    let key = async |scopes: Value| {
        let made = shop.post("/api-keys", &json!({ "name": "Shop", "scopes": scopes })).await.is(201);
        made["key"].as_str().unwrap().to_owned()
    };
    let ask = async |key: &str| {
        let body = json!({ "query": "{ merchant_balance { available_paise merchant { name } } }" });
        Answer::to(app.raw(Method::POST, "/graphql").header("X-API-KEY", key).json(&body)).await.is(200)
    };
    let reads = ask(&key(json!(["read"])).await).await;
    assert_eq!(
        data(&reads)["merchant_balance"],
        json!({ "available_paise": 0, "merchant": { "name": "Rohan Mehta & Co" } })
    );
    assert_eq!(codes(&ask(&key(json!(["payouts"])).await).await), ["not_authorized"]);

    let body = json!({ "query": "{ __typename }" });
    Answer::to(app.raw(Method::POST, "/graphql").json(&body)).await.refused(401, "not_authenticated");
    Answer::to(app.raw(Method::POST, "/graphql").bearer_auth("nobody's").json(&body))
        .await
        .refused(401, "not_authenticated");
    Answer::to(app.raw(Method::POST, "/graphql").body("nothing")).await.refused(401, "not_authenticated");
    Answer::to(app.raw(Method::GET, "/graphql?query={__typename}").bearer_auth(&shop.token))
        .await
        .refused(405, "method_not_allowed");
    let form =
        app.raw(Method::POST, "/graphql").bearer_auth(&shop.token).form(&[("query", "{ __typename }")]);
    Answer::to(form).await.refused(415, "unsupported_media_type");
    Answer::to(app.raw(Method::POST, "/graphql").bearer_auth(&shop.token).json(&json!({})))
        .await
        .refused(400, "validation_error");
}

#[tokio::test]
async fn what_cannot_be_run_is_refused_in_words() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    for (query, code) in [
        ("{ loans(limit: 200) { items { schedule { number emi paid } } } }", "query_too_costly"),
        ("{ loans(limit: 201) { items { id } } }", "validation_error"),
        ("{ loans(cursor: \"x\") { items { id } } }", "validation_error"),
        ("{ transactions(from: \"yesterday\") { items { id } } }", "validation_error"),
        ("{ loan(id: \"../admin/proof\") { id } }", "not_found"),
        ("{ loan(id: \"my-loans\") { id } }", "not_found"),
        ("{ nothing }", "validation_error"),
        ("{ __typename { ...F } } fragment F on Query { __typename }", "validation_error"),
        ("{ me { id ", "validation_error"),
        ("mutation { me { id } }", "validation_error"),
        ("{ __schema { types { fields { type { fields { name } } } } } }", "query_too_deep"),
    ] {
        let answer = graph(&asha, query).await;
        assert!(answer["data"].is_null() || answer["data"].as_object().unwrap().values().all(Value::is_null));
        // What cannot be run may be wrong in more than one way.
        let mut codes = codes(&answer);
        codes.dedup();
        assert_eq!(codes, [code], "{query}: {answer:#}");
        let sentence = answer["errors"][0]["message"].as_str().unwrap();
        assert!(!sentence.is_empty() && !sentence.contains('\n'), "{sentence}");
    }
    let described = graph(&asha, include_str!("../../src/graphql/introspection.graphql")).await;
    let types = data(&described)["__schema"]["types"].as_array().unwrap().clone();
    assert!(types.iter().any(|one| one["name"] == "Loan"));
}

#[tokio::test]
async fn a_field_has_the_limit_of_its_route() {
    let app = TestApp::with(|config| config.limits = Limits::default()).await;
    let asha = app.borrower("Asha Rao").await;
    for _ in 0..5 {
        asha.get("/wallet/balance").await.is(200);
    }
    let many: String = (0..6).map(|n| format!("a{n}: balance {{ balance }} ")).collect();
    let answer = graph(&asha, &format!("{{ {many} me {{ id }} }}")).await;
    assert_eq!(codes(&answer), ["rate_limit_exceeded"], "{answer:#}");
    assert_eq!(answer["data"]["me"]["id"], asha.id);
    assert!(answer["errors"][0]["extensions"]["retry_after"].is_u64());
    // By the way round, too.
    let ravi = app.borrower("Ravi Menon").await;
    for n in 1..=11 {
        let answer = graph(&ravi, "{ me { user { balance { balance } } } }").await;
        assert_eq!(codes(&answer).len(), usize::from(n == 11), "{answer:#}");
    }
}

#[tokio::test]
async fn a_setting_switches_it_off() {
    let app = TestApp::with(|config| config.graphql.cost_max = None).await;
    let asha = app.borrower("Asha Rao").await;
    let body = json!({ "query": "{ me { id } }" });
    Answer::to(app.raw(Method::POST, "/graphql").bearer_auth(&asha.token).json(&body))
        .await
        .refused(404, "not_found");
}
