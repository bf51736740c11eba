//! The app's pages and forms, without a script.

use crate::support::{Answer, TestApp, people::PASSWORD};
use reqwest::Client;

struct Visitor<'a> {
    app: &'a TestApp,
    browser: Client,
}

impl Visitor<'_> {
    async fn opens(&self, path: &str) -> Answer {
        Answer::to(
            self.browser.get(format!("http://{}{path}", self.app.address)).header("accept", "text/html"),
        )
        .await
    }

    /// As a plain form does it; where the answer leads.
    async fn sends(&self, path: &str, from: &str, form: &[(&str, &str)]) -> String {
        let origin = format!("http://{}", self.app.address);
        let request = self.browser.post(format!("{origin}{path}"));
        let request = request
            .header("accept", "text/html")
            .header("origin", &origin)
            .header("referer", format!("{origin}{from}"));
        let answer = Answer::to(request.form(form)).await;
        assert!((300..400).contains(&answer.status), "{} {}", answer.status, answer.text());
        answer.header("location").trim_start_matches(&origin).to_owned()
    }
}

#[tokio::test]
async fn a_person_registers_applies_and_signs_out_by_forms() {
    let app = TestApp::start().await;
    let asha = Visitor { app: &app, browser: app.browser() };
    assert_eq!(asha.opens("/").await.status, 200);
    let form =
        [("name", "Asha Rao"), ("email", "asha@example.com"), ("password", PASSWORD), ("role", "USER")];
    let next = asha.sends("/ui/identity/register", "/register", &form).await;
    assert!(next.starts_with("/dashboard"), "{next}");
    let page = asha.opens(&next).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("Asha"));
    for path in [
        "/wallet",
        "/wallet/add",
        "/wallet/withdraw",
        "/wallet/transfers",
        "/loans",
        "/loans/apply",
        "/bnpl",
        "/overdue",
        "/notifications",
        "/refunds",
        "/settings",
    ] {
        assert_eq!(asha.opens(path).await.status, 200, "{path}");
    }
    asha.sends("/ui/identity/sign-out", "/dashboard", &[]).await;
    let after = asha.opens("/dashboard").await;
    assert!(after.status == 401 || after.status == 302, "{}", after.status);
}

#[tokio::test]
async fn a_refused_form_leads_back_to_its_page_with_the_reason_and_what_was_typed() {
    let app = TestApp::start().await;
    let visitor = Visitor { app: &app, browser: app.browser() };
    let form =
        [("name", "Asha <b>Rao</b>"), ("email", "not an address"), ("password", PASSWORD), ("role", "USER")];
    let back = visitor.sends("/ui/identity/register", "/register", &form).await;
    assert_eq!(back, "/register");
    let page = visitor.opens(&back).await.text();
    assert!(page.contains("name@example.com"), "the reason");
    assert!(page.contains("not an address") && page.contains("Asha &lt;b&gt;Rao"), "what was typed");
    assert!(!page.contains(PASSWORD), "but no password");
}

#[tokio::test]
async fn a_new_session_begins_with_every_sign_in() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let visitor = Visitor { app: &app, browser: app.browser() };
    let form = [("email", asha.email.as_str()), ("password", PASSWORD)];
    visitor.sends("/ui/identity/sign-in", "/sign-in", &form).await;
    let ids = "select id from browser_session";
    let first: Vec<String> = sqlx::query_scalar(ids).fetch_all(&app.owner).await.unwrap();
    visitor.sends("/ui/identity/sign-in", "/sign-in", &form).await;
    let second: Vec<String> = sqlx::query_scalar(ids).fetch_all(&app.owner).await.unwrap();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first, second, "an id that was known before does not become signed in");
}

/// A list as a file: every page of it, as far as whoever asks may see it, and nothing but lists.
#[tokio::test]
async fn a_list_comes_as_a_file_to_those_who_may_see_it() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha =Rao").await, app.admin("Meera Nair").await);
    for _ in 0..45 {
        meera.funds(&asha, "10").await;
    }
    let signed_in = async |email: &str| {
        let visitor = Visitor { app: &app, browser: app.browser() };
        visitor.sends("/ui/identity/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        visitor
    };
    let (hers, admins) = (signed_in(&asha.email).await, signed_in(&meera.email).await);
    let stranger = Visitor { app: &app, browser: app.browser() };

    let file = hers.opens("/export/wallet/transactions?direction=CREDIT&cursor=nonsense").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"kist-wallet-transactions.csv\"");
    let text = file.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 46, "a line of names, and all pages: {text}");
    assert!(lines[0].contains("amount") && lines[0].contains("balance_after"), "{}", lines[0]);
    assert!(lines[1].contains("450.00") && lines[45].contains("10.00"), "newest first: {text}");
    assert_eq!(hers.opens("/export/wallet/transactions?direction=DEBIT").await.text(), "");
    assert!(admins.opens("/export/admin/people?role=USER").await.text().contains("Asha =Rao"));

    for (who, visitor, path, status) in [
        ("stranger", &stranger, "/export/wallet/transactions", 401),
        ("stranger", &stranger, "/export/admin/people", 401),
        ("asha", &hers, "/export/admin/people", 403),
        ("admin", &admins, "/export/wallet/transactions", 403),
        ("asha", &hers, "/export/nothing", 404),
        ("asha", &hers, "/export/identity/sign-out", 404),
        ("asha", &hers, "/export/wallet/balance", 404),
    ] {
        assert_eq!(visitor.opens(path).await.status, status, "{who} {path}");
    }
    assert_eq!(hers.opens("/wallet").await.status, 200, "she is still signed in");
}

#[tokio::test]
async fn an_unknown_page_is_a_page_and_says_404() {
    let app = TestApp::start().await;
    for path in
        ["/nothing", "/loans/x/y/z", "/pkg/nothing.js", "/.env", "/../Cargo.toml", "/%2e%2e/Cargo.toml"]
    {
        let page = app.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains("no such page"), "{path}");
    }
}

/// Signed out, each page that belongs to somebody leads to the sign-in or refuses; none shows anything.
#[tokio::test]
async fn pages_of_people_are_closed_to_strangers() {
    let app = TestApp::start().await;
    let (asha, meera) = (app.borrower("Asha Rao").await, app.admin("Meera Nair").await);
    let loan = asha.borrows(&meera, "50000").await;
    let stranger = Visitor { app: &app, browser: app.browser() };
    let ravi = Visitor { app: &app, browser: app.browser() };
    let ravis = app.borrower("Ravi Menon").await.email;
    ravi.sends("/ui/identity/sign-in", "/sign-in", &[("email", ravis.as_str()), ("password", PASSWORD)])
        .await;
    for path in [
        format!("/loans/{loan}"),
        format!("/loans/{loan}/pay"),
        format!("/admin/loans/{loan}"),
        "/merchant/payouts".into(),
        "/merchant/developers".into(),
        "/merchant/developers/webhooks".into(),
        "/merchant/payments".into(),
        "/merchant/payments/new".into(),
        "/admin/payments".into(),
        "/admin/gateways".into(),
        "/admin/webhooks".into(),
        "/admin".into(),
        "/admin/people".into(),
        "/admin/transfers".into(),
        "/admin/merchants".into(),
        "/admin/bank-accounts".into(),
        "/admin/stuck".into(),
        "/admin/jobs".into(),
    ] {
        for (who, visitor) in [("stranger", &stranger), ("ravi", &ravi)] {
            let page = visitor.opens(&path).await;
            assert_ne!(page.status, 200, "{who} {path}");
            assert!(!page.text().contains("50,000") && !page.text().contains("Asha Rao"), "{who} {path}");
        }
    }
}
