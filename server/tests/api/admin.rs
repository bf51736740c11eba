//! The proof, the audit.

use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn an_admin_sees_that_the_ledger_is_right_and_what_is_wrong() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    asha.borrows(&meera, "20000").await;
    let proof = meera.get("/admin/proof").await.is(200);
    assert_eq!(proof["differences"], json!([]));
    assert!(proof["checks"].as_array().unwrap().len() >= 11, "{proof}");
    sqlx::query("update account set balance = balance + 1 where kind = 'wallet'")
        .execute(&app.owner)
        .await
        .unwrap();
    let proof = meera.get("/admin/proof").await.is(200);
    assert_eq!(proof["differences"][0]["check"], "account_balance", "{proof}");
}

#[tokio::test]
async fn the_audit_says_who_did_what_in_which_request() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.applies("20000").await;
    let answer = meera.decides(&loan, true).await;
    let request_id = answer.header("x-request-id").to_owned();
    let audit = meera.get(&format!("/admin/audit?subject_id={loan}")).await.is(200);
    let told: Vec<_> =
        audit.as_array().unwrap().iter().map(|row| (&row["name"], &row["actor_name"])).collect();
    assert_eq!(
        told,
        [(&json!("loan.decide"), &json!("Meera Nair")), (&json!("loan.apply"), &json!("Asha Rao"))]
    );
    assert_eq!(audit[0]["request_id"], request_id);
    assert_eq!(
        (&audit[0]["before"]["status"], &audit[0]["after"]["status"]),
        (&json!("APPLIED"), &json!("ACTIVE"))
    );
    let hers = meera.get(&format!("/admin/audit?actor_id={}&name=loan.apply", asha.id)).await.is(200);
    assert_eq!(hers.as_array().unwrap().len(), 1);
    let today = meera.get("/admin/audit?from=2026-01-01&name=loan.apply").await.is(200);
    assert_eq!(today.as_array().unwrap().len(), 1);
    assert_eq!(meera.get("/admin/audit?to=2026-01-01").await.is(200), json!([]));
    meera.get("/admin/audit?from=yesterday").await.refused(400, "validation_error");
    let page = meera.get("/admin/audit?limit=1").await;
    assert!(page.header("link").contains("cursor="));
}
