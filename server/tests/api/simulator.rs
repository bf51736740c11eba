//! A demonstration brings a pretend bank, whose behaviour an admin changes while it runs.

use crate::support::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn an_admin_of_a_demonstration_changes_how_its_bank_behaves() {
    let app = TestApp::with(|config| {
        config.demo = true;
        config.bank.url = None;
        config.simulator.address.set_port(0);
    })
    .await;
    let meera = app.admin("Meera Nair").await;
    let before = meera.get("/admin/simulator").await.is(200);
    assert_eq!(before["success_rate"], 0.9);
    let put = async |body: &str| {
        let request = meera.asks(Method::PUT, "/admin/simulator").header("content-type", "application/json");
        Answer::to(request.body(body.to_owned())).await
    };
    let after = put(r#"{"success_rate": 0.25, "outage": true}"#).await.is(200);
    assert_eq!((&after["success_rate"], &after["outage"]), (&json!(0.25), &json!(true)));
    put(r#"{"success_rate": 2}"#).await.refused(400, "validation_error");
    put(r#"{"sucess_rate": 1}"#).await.refused(400, "validation_error");
    put("[]").await.refused(400, "validation_error");
    assert_eq!(meera.get("/admin/simulator").await.is(200), after);
    app.stops().await;
}
