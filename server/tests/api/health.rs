//! Up, and not up.

use crate::support::TestApp;
use domain::work::real_now;
use serde_json::json;

#[tokio::test]
async fn it_is_well() {
    let app = TestApp::start().await;
    let version = env!("CARGO_PKG_VERSION");
    let well = json!({ "status": "ok", "database": "ok", "workers": 0, "version": version, "ledger_role": "kist_app" });
    for path in ["/health", "/health/", "/health/ready", "/api/v1/health", "/api/health"] {
        assert_eq!(app.get(path).await.is(200), well, "{path}");
    }
    assert_eq!(app.get("/health/live").await.is(200)["status"], "ok");
}

#[tokio::test]
async fn without_its_database_it_says_so_soon() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    app.kist.pool.close().await;
    let asked = real_now();
    for path in ["/health", "/health/ready", "/api/v1/health"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("retry-after"), "1");
        let body = answer.refused(503, "unavailable");
        assert_eq!((&body["status"], &body["database"]), (&json!("unavailable"), &json!("away")));
    }
    let answer = asha.get("/wallet/balance").await;
    assert_eq!(answer.header("retry-after"), "1");
    answer.refused(503, "unavailable");
    let took = real_now() - asked;
    assert!(took.num_seconds() < 5, "{took}");
    app.get("/health/live").await.is(200);
}

#[tokio::test]
async fn asked_to_stop_it_stops() {
    TestApp::start().await.stops().await;
}
