//! Ids, headers, sizes, cross-site requests.

use crate::support::{Answer, TestApp, people::PASSWORD};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn every_answer_has_an_id_the_callers_if_it_is_fit_for_a_log() {
    let app = TestApp::start().await;
    for path in
        ["/", "/nothing", "/health", "/api/v1/auth/me", "/api/nothing", "/favicon.svg", "/ui/loan/mine"]
    {
        let own = app.get(path).await;
        assert!(own.header("x-request-id").parse::<uuid::Uuid>().is_ok(), "{path}");
        let given = Answer::to(app.raw(Method::GET, path).header("x-request-id", "order-66/b")).await;
        assert_eq!(given.header("x-request-id"), "order-66/b", "{path}");
        for unfit in ["two words", "", &"x".repeat(129), "caf\u{e9}"] {
            let request = app.raw(Method::GET, path).header("x-request-id", unfit.as_bytes());
            assert!(
                Answer::to(request).await.header("x-request-id").parse::<uuid::Uuid>().is_ok(),
                "{path} {unfit}"
            );
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_told_in_the_contracts_words() {
    let app = TestApp::start().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v2/loans", "/api/v1/loans/1/2/3", "/api/loans/my-loans/x"]
    {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            Answer::to(app.raw(method, path)).await.refused(404, "not_found");
        }
    }
    for (method, path, allowed) in [
        (Method::GET, "/api/auth/login", "POST"),
        (Method::DELETE, "/api/v1/wallet/balance", "GET,HEAD"),
        (Method::PUT, "/api/v1/loans/apply/", "POST"),
        (Method::PATCH, "/api/v1/auth/sessions/x", "DELETE"),
        (Method::POST, "/health", "GET,HEAD"),
    ] {
        let answer = Answer::to(app.raw(method, path)).await;
        assert_eq!(answer.header("allow"), allowed, "{path}");
        answer.refused(405, "method_not_allowed");
    }
}

#[tokio::test]
async fn browsers_are_told_what_to_enforce() {
    let app = TestApp::start().await;
    for path in ["/", "/nothing", "/health", "/api/v1/auth/me", "/favicon.svg"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
    assert_eq!(app.get("/api/v1/auth/me").await.header("cache-control"), "no-store");
    let demo = TestApp::with(|config| config.demo = true).await;
    assert_eq!(demo.get("/").await.header("strict-transport-security"), "");
}

/// Each page's scripts carry the nonce of its own answer, and no other answer has the same.
#[tokio::test]
async fn scripts_run_by_nonce_alone() {
    let app = TestApp::start().await;
    let mut nonces = Vec::new();
    for path in ["/", "/calculator", "/sign-in", "/nothing"] {
        let page = app.get(path).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce")
            .to_owned();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        let html = page.text();
        for script in html.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        assert!(
            !html.contains(" onclick=") && !html.contains("javascript:") && !html.contains(" style=\""),
            "{path}"
        );
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4);
}

#[tokio::test]
async fn another_sites_page_cannot_act_for_our_visitor() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha Rao").await;
    let browser = app.browser();
    let address = |path: &str| format!("http://{}{path}", app.address);
    let sign_in = || {
        let form = [("email", asha.email.as_str()), ("password", PASSWORD)];
        browser.post(address("/ui/identity/sign-in")).header("accept", "text/html").form(&form)
    };
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for (name, value) in foreign {
        let answer = Answer::to(sign_in().header(name, value)).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (403, ""), "{name}: {value}");
    }
    Answer::to(
        sign_in().header("origin", format!("http://{}", app.address)).header("sec-fetch-site", "same-origin"),
    )
    .await
    .is(302);

    // Signed in now; the API takes the cookie for reading alone.
    let balance = Answer::to(browser.get(address("/api/v1/wallet/balance"))).await.is(200);
    assert_eq!(balance["user_id"], asha.id);
    let wish = json!({ "principal_amount": 1000, "tenure_months": 12 });
    Answer::to(browser.post(address("/api/v1/loans/apply")).json(&wish))
        .await
        .refused(401, "not_authenticated");
    Answer::to(browser.post(address("/api/v1/auth/logout")).json(&json!({})))
        .await
        .refused(401, "not_authenticated");
    let called =
        browser.post(address("/ui/identity/sign-out-others")).header("origin", "https://evil.example");
    let answer = Answer::to(called).await;
    let told: domain::explain::Explanation = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((answer.status, told.code.as_str()), (403, "not_authorized"));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_in_words() {
    let app = TestApp::start().await;
    let large = "x".repeat(1_000_000);
    let form = || app.raw(Method::POST, "/ui/identity/register").form(&[("name", large.as_str())]);
    let by_script = Answer::to(form().header("accept", "application/json")).await;
    let told: domain::explain::Explanation = serde_json::from_slice(&by_script.body).unwrap();
    assert_eq!((by_script.status, told.code.as_str()), (413, "payload_too_large"));
    let by_hand = Answer::to(form().header("accept", "text/html")).await;
    assert_eq!((by_hand.status, by_hand.header("content-type")), (413, "text/html; charset=utf-8"));
    assert!(by_hand.text().contains("too large"));
}

#[tokio::test]
async fn a_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::with(|config| config.secure_cookies = true).await;
    let asha = app.borrower("Asha Rao").await;
    let form = [("email", asha.email.as_str()), ("password", PASSWORD)];
    let request = app.raw(Method::POST, "/ui/identity/sign-in").header("accept", "text/html").form(&form);
    let answer = Answer::to(request).await;
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("kist_session=")).expect("a session");
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"] {
        assert!(session.contains(part), "{session}");
    }
    let id = session.trim_start_matches("kist_session=").split(';').next().unwrap();
    let kept: i64 = sqlx::query_scalar(
        "select count(*) from browser_session where id = $1 or data::text like '%' || $1 || '%'",
    )
    .bind(id)
    .fetch_one(&app.owner)
    .await
    .unwrap();
    assert_eq!(kept, 0, "whoever reads the table cannot take a session over");
}

#[tokio::test]
async fn other_sites_pages_call_the_api_only_where_the_settings_name_them() {
    const SHOP: &str = "https://shop.example.com";
    let app = TestApp::with(|config| config.cors_origins = vec![SHOP.parse().expect("a header")]).await;
    let preflight = async |app: &TestApp, origin: &str| {
        let asked = app.api(Method::OPTIONS, "/payments").header("Origin", origin);
        let asked = asked.header("Access-Control-Request-Method", "POST");
        Answer::to(asked.header("Access-Control-Request-Headers", "x-api-key,idempotency-key")).await
    };
    let allowed = preflight(&app, SHOP).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, SHOP));
    assert!(allowed.header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(allowed.header("access-control-allow-credentials"), "", "never with cookies");
    let asha = app.borrower("Asha Rao").await;
    let read = app.api(Method::GET, "/wallet/balance").bearer_auth(&asha.token).header("Origin", SHOP);
    let read = Answer::to(read).await;
    assert_eq!(read.header("access-control-allow-origin"), SHOP);
    assert!(read.header("access-control-expose-headers").contains("x-request-id"));
    let other = preflight(&app, "https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");

    let closed = TestApp::start().await;
    let refused = preflight(&closed, SHOP).await;
    assert_eq!(refused.header("access-control-allow-origin"), "");
    assert_eq!(refused.header("access-control-expose-headers"), "");
}

/// Whoever comes when all places are taken is told to come again; probes are answered all the same.
#[tokio::test]
async fn a_crowd_is_told_to_come_again() {
    let app = TestApp::with(|config| config.requests_max = 1).await;
    let taken = app.kist.places.clone().try_acquire_owned().expect("the one place");
    let answer = app.get("/api/v1/auth/me").await;
    assert_eq!(answer.header("retry-after"), "1");
    answer.refused(503, "unavailable");
    assert_eq!(app.get("/health").await.status, 200);
    assert_eq!(app.get("/").await.status, 503);
    drop(taken);
    app.get("/api/v1/auth/me").await.refused(401, "not_authenticated");
}

/// A connection on which nothing comes is not held for ever, and one whose request came slowly is answered all the same.
#[tokio::test]
async fn a_request_may_come_slowly() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = TestApp::start().await;
    let mut line = tokio::net::TcpStream::connect(&app.address).await.expect("a connection");
    for part in ["GET /health/live HT", "TP/1.1\r\nHost: x\r\n", "Connection: close\r\n\r\n"] {
        line.write_all(part.as_bytes()).await.expect("it is sent");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}
