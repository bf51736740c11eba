//! Pages of lists.

use crate::support::{Answer, Person, TestApp};
use reqwest::Method;
use serde_json::Value;

/// Follows the links to the end.
async fn all(person: &Person<'_>, path: &str) -> Vec<Value> {
    let mut next = format!("/api/v1{path}");
    let mut rows = Vec::new();
    loop {
        let answer = Answer::to(person.app.raw(Method::GET, &next).bearer_auth(&person.token)).await;
        let link = answer.header("link").to_owned();
        rows.extend(answer.is(200).as_array().expect("a bare array").clone());
        match link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) {
            Some(link) => next = link.to_owned(),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn following_the_links_shows_each_line_once_and_keeps_the_filters() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    for amount in 1..=7 {
        asha.pays(&loan, &amount.to_string(), &format!("k{amount}")).await.is(201);
    }
    let whole = asha.get("/wallet/transactions").await.is(200);
    assert_eq!(whole.as_array().unwrap().len(), 8);
    for limit in [1, 3, 8, 200] {
        assert_eq!(
            all(&asha, &format!("/wallet/transactions?limit={limit}")).await,
            *whole.as_array().unwrap()
        );
    }
    let debits = all(&asha, "/wallet/transactions?limit=2&type=DEBIT").await;
    assert!(debits.len() == 7 && debits.iter().all(|line| line["type"] == "DEBIT"));
    assert_eq!(all(&asha, "/wallet/transactions?source=LOAN_DISBURSEMENT").await.len(), 1);
    assert_eq!(all(&asha, "/wallet/transactions?offset=6").await, whole.as_array().unwrap()[6..]);
    assert_eq!(all(&asha, "/wallet/transactions?from=2001-01-01&to=2001-01-31").await.len(), 0);
    let path = format!("/users/{}/transactions", asha.id);
    assert_eq!(all(&asha, &path).await, *whole.as_array().unwrap());
    assert_eq!(all(&meera, &path).await, *whole.as_array().unwrap());
}

#[tokio::test]
async fn what_a_list_cannot_do_is_refused() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let of_loan = format!("/repayments/loan/{loan}");
    let lists = ["/wallet/transactions", "/loans/my-loans", &of_loan];
    let queries = [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=ten",
        "offset=10001",
        "offset=-1",
        "cursor=nonsense",
        "cursor=",
        "colour=red",
        "limit=1&limit=2",
        "status=ACTIVE",
        "LIMIT=5",
        "limit=%00",
    ];
    for list in lists {
        for query in queries {
            asha.get(&format!("{list}?{query}")).await.refused(400, "validation_error");
        }
        asha.get(&format!("{list}?limit=200&offset=10000")).await.is(200);
    }
    for query in [
        "type=BOTH",
        "source=LUCK",
        "from=yesterday",
        "to=2026-02-30",
        "from=2026-02-02&to=2026-02-01",
        "from=-9999-01-01",
        "from=%2B262142-01-01",
        "from=0000-01-01",
        "from=2026-1-1",
    ] {
        asha.get(&format!("/wallet/transactions?{query}")).await.refused(400, "validation_error");
    }
    for query in ["name=%00", "name='; drop table loan", "actor_id=7", "subject_id=x"] {
        meera.get(&format!("/admin/audit?{query}")).await.refused(400, "validation_error");
    }
}
