//! A wallet as a file.

use crate::support::TestApp;
use domain::{calendar::business_date, work::business_now};

#[tokio::test]
async fn a_statement_opens_with_what_was_there_and_closes_with_what_is() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    meera.funds(&asha, "1500.50").await;
    let loan = asha.borrows(&meera, "20000").await;
    asha.pays(&loan, "500", "k").await.is(201);
    let today = business_date(business_now(&app.kist.pool).await.unwrap());

    let answer = asha.get(&format!("/wallet/statement?from={today}&to={today}&format=csv")).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let name = format!("attachment; filename=\"kist-statement-{today}-to-{today}.csv\"");
    assert_eq!(answer.header("content-disposition"), name);
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "date,description,source,reference,debit,credit,balance");
    assert_eq!(lines[1], format!("{today},Opening balance,,,,,0.00"));
    assert!(
        lines[2].starts_with(&format!("{today},Added by UPI,WALLET_TOPUP,"))
            && lines[2].ends_with(",,1500.50,1500.50")
    );
    assert!(
        lines[3].contains(",LOAN_DISBURSEMENT,") && lines[3].ends_with(",,20000.00,21500.50"),
        "{}",
        lines[3]
    );
    assert!(lines[4].contains(",EMI_PAYMENT,") && lines[4].ends_with(",500.00,,21000.50"), "{}", lines[4]);
    assert_eq!(lines[5], format!("{today},Closing balance,,,,,21000.50"));
    assert_eq!(lines.len(), 6);

    let later = asha.get("/wallet/statement?from=2099-01-01&to=2099-01-31").await.text();
    assert!(
        later.contains("Opening balance,,,,,21000.50") && later.contains("Closing balance,,,,,21000.50"),
        "{later}"
    );
}

/// What is in it is read in the browser's tests, by a reader of PDF that is not ours.
#[tokio::test]
async fn a_statement_can_be_had_as_a_document() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    meera.funds(&asha, "1500.50").await;
    let today = business_date(business_now(&app.kist.pool).await.unwrap());

    let answer = asha.get(&format!("/wallet/statement?from={today}&to={today}&format=pdf")).await;
    assert_eq!(answer.header("content-type"), "application/pdf");
    let name = format!("attachment; filename=\"kist-statement-{today}-to-{today}.pdf\"");
    assert_eq!(answer.header("content-disposition"), name);
    assert_eq!(answer.header("cache-control"), "no-store");
    let bytes = answer.bytes();
    assert!(bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

#[tokio::test]
async fn a_statement_needs_its_days() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    for query in [
        "",
        "?from=2026-01-01",
        "?to=2026-01-01",
        "?from=&to=",
        "?from=2026-02-01&to=2026-01-01",
        "?from=2026-13-01&to=2026-13-02",
        "?from=2026-01-01&to=2026-01-31&format=PDF",
        "?from=2026-01-01&to=2026-01-31&format=",
        "?from=2026-01-01&to=2026-01-31&colour=red",
        "?from=-9999-01-01&to=2026-01-31",
    ] {
        asha.get(&format!("/wallet/statement{query}")).await.refused(400, "validation_error");
    }
}
