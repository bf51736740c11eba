//! Every route and every server function, tried by everybody. One that has no row here fails the test.

use crate::support::{Answer, Person, TestApp, people::PASSWORD};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use std::collections::BTreeSet;

/// How it ends for whoever asks. `Yes` may still be told that the body is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    Yes,
    /// 401
    SignIn,
    /// 403
    No,
    /// 404: somebody else's does not exist.
    Hidden,
}
use May::{Hidden, No, SignIn, Yes};

impl May {
    fn of(status: u16) -> May {
        match status {
            401 => SignIn,
            403 => No,
            404 => Hidden,
            _ => Yes,
        }
    }
}

const WHO: [&str; 5] = ["signed out", "a stranger", "the owner", "a merchant", "an admin"];

const ANYBODY: [May; 5] = [Yes, Yes, Yes, Yes, Yes];
const SIGNED_IN: [May; 5] = [SignIn, Yes, Yes, Yes, Yes];
const BORROWERS: [May; 5] = [SignIn, Yes, Yes, No, No];
const BORROWERS_AND_MERCHANTS: [May; 5] = [SignIn, Yes, Yes, Yes, No];
const MERCHANTS_AND_ADMINS: [May; 5] = [SignIn, No, No, Yes, Yes];
const BORROWERS_AND_ADMINS: [May; 5] = [SignIn, Yes, Yes, No, Yes];
const ITS_MERCHANT_AND_ADMINS: [May; 5] = [SignIn, No, No, Yes, Yes];
const ITS_MERCHANT: [May; 5] = [SignIn, No, No, Yes, No];
const MERCHANTS: [May; 5] = [SignIn, No, No, Yes, No];
const HOLDERS: [May; 5] = [SignIn, Yes, Yes, Yes, No];
const ITS_HOLDER: [May; 5] = [SignIn, Hidden, Yes, Hidden, No];
const ADMINS: [May; 5] = [SignIn, No, No, No, Yes];
/// Of a demonstration only, which the tests are not.
const ADMINS_OF_A_DEMO: [May; 5] = [SignIn, No, No, No, Hidden];
const ITS_OWNER: [May; 5] = [SignIn, Hidden, Yes, Hidden, Hidden];
const ITS_BORROWER: [May; 5] = [SignIn, Hidden, Yes, No, No];
const ITS_BORROWER_AND_ADMINS: [May; 5] = [SignIn, Hidden, Yes, No, Yes];
const ITSELF_AND_ADMINS: [May; 5] = [SignIn, Hidden, Yes, Hidden, Yes];
/// Who bought it, who sold it, and admins.
const ITS_PARTIES: [May; 5] = [SignIn, Hidden, Yes, Yes, Yes];
/// Whoever asked for it.
const ITS_REQUESTER: [May; 5] = [SignIn, Hidden, Yes, No, No];
/// In a demonstration admins, which the tests are not.
const NOBODY: [May; 5] = [SignIn, No, No, No, No];

/// Method, path, what is sent: JSON, or after `?` a query. `{loan}` and the like are the owner's.
#[rustfmt::skip] // a table
const REST: [(&str, &str, &str, [May; 5]); 106] = [
    ("POST", "/auth/register", "{}", ANYBODY),
    ("POST", "/auth/login", "{}", ANYBODY),
    ("POST", "/auth/refresh", "{}", ANYBODY),
    ("POST", "/auth/logout", "{}", SIGNED_IN),
    ("GET", "/auth/me", "", SIGNED_IN),
    ("GET", "/auth/sessions", "", SIGNED_IN),
    ("DELETE", "/auth/sessions/{id}", "{session}", ITS_OWNER),
    ("GET", "/auth/second-factor", "", ADMINS),
    ("POST", "/auth/second-factor", "", ADMINS),
    ("POST", "/auth/second-factor/confirm", "{\"otp\": \"000000\"}", ADMINS),
    ("POST", "/auth/second-factor/remove", "{\"otp\": \"000000\"}", ADMINS),
    ("GET", "/wallet/balance", "", BORROWERS),
    ("GET", "/wallet/transactions", "", BORROWERS),
    ("GET", "/wallet/statement", "?from=2026-01-01&to=2026-01-31", BORROWERS),
    ("GET", "/users", "", SIGNED_IN),
    ("GET", "/users/{user_id}", "{owner}", ITSELF_AND_ADMINS),
    ("PATCH", "/users/{user_id}", "{owner}", SIGNED_IN),
    ("GET", "/users/{user_id}/balance", "{owner}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/users/{user_id}/transactions", "{owner}", ITS_BORROWER_AND_ADMINS),
    ("POST", "/loans/calculate-emi", "{}", ANYBODY),
    ("POST", "/loans/apply", "{}", BORROWERS),
    ("GET", "/loans/my-loans", "", BORROWERS),
    ("GET", "/loans/admin/pending", "", ADMINS),
    ("POST", "/loans/admin/approve", "{\"loan_id\": \"{applied}\", \"approved\": true}", ADMINS),
    ("GET", "/loans/{id}", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/loans/{id}/schedule", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/loans/{id}/payoff", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("POST", "/repayments/make-payment", "{\"loan_id\": \"{loan}\", \"amount\": 1, \"idempotency_key\": \"k\"}", ITS_BORROWER),
    ("GET", "/repayments/loan/{loan_id}", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/bank-accounts", "", BORROWERS_AND_MERCHANTS),
    ("POST", "/bank-accounts", "{}", BORROWERS_AND_MERCHANTS),
    ("POST", "/deposits", "{}", BORROWERS),
    ("GET", "/deposits", "", BORROWERS_AND_ADMINS),
    ("GET", "/deposits/{id}", "{deposit}", ITS_BORROWER_AND_ADMINS),
    ("POST", "/withdrawals", "{}", BORROWERS),
    ("GET", "/withdrawals", "", BORROWERS_AND_ADMINS),
    ("GET", "/withdrawals/{id}", "{withdrawal}", ITS_BORROWER_AND_ADMINS),
    ("POST", "/payouts", "{}", MERCHANTS_AND_ADMINS),
    ("GET", "/payouts", "", MERCHANTS_AND_ADMINS),
    ("GET", "/payouts/{id}", "{payout}", ITS_MERCHANT_AND_ADMINS),
    ("POST", "/payments", "{}", MERCHANTS_AND_ADMINS),
    ("GET", "/payments", "", MERCHANTS_AND_ADMINS),
    ("GET", "/payments/{id}", "{payment}", ITS_MERCHANT_AND_ADMINS),
    ("POST", "/payments/{id}/refund", "{payment}", ITS_MERCHANT_AND_ADMINS),
    ("POST", "/plans", "{}", BORROWERS_AND_ADMINS),
    ("GET", "/plans", "", SIGNED_IN),
    ("GET", "/plans/{id}", "{plan}", ITS_PARTIES),
    ("POST", "/plans/{id}/cancel", "{plan}", ITS_MERCHANT_AND_ADMINS),
    ("GET", "/debt/{user_id}", "{owner}", ITS_BORROWER_AND_ADMINS),
    ("POST", "/debt/{user_id}", "{owner}", BORROWERS),
    ("POST", "/refunds", "{}", SIGNED_IN),
    ("GET", "/refunds", "", SIGNED_IN),
    ("GET", "/refunds/{id}", "{refund}", ITS_PARTIES),
    ("POST", "/refunds/{id}/approve", "{refund}", ITS_MERCHANT_AND_ADMINS),
    ("POST", "/refunds/{id}/reject", "{refund}", ITS_MERCHANT_AND_ADMINS),
    ("POST", "/refunds/{id}/cancel", "{asked}", ITS_REQUESTER),
    ("GET", "/notifications", "", BORROWERS),
    ("POST", "/notifications/read", "", BORROWERS),
    ("GET", "/balance", "", MERCHANTS_AND_ADMINS),
    ("GET", "/ledger", "", MERCHANTS_AND_ADMINS),
    ("GET", "/merchants", "", MERCHANTS_AND_ADMINS),
    ("GET", "/api-keys", "", MERCHANTS),
    ("POST", "/api-keys", "{}", MERCHANTS),
    ("DELETE", "/api-keys/{id}", "{key}", ITS_MERCHANT),
    ("GET", "/webhook-endpoints", "", MERCHANTS),
    ("POST", "/webhook-endpoints", "{}", MERCHANTS),
    ("PATCH", "/webhook-endpoints/{id}", "{endpoint}", ITS_MERCHANT),
    ("POST", "/webhook-endpoints/{id}/rotate", "{endpoint}", ITS_MERCHANT),
    ("GET", "/webhook-endpoints/{id}/deliveries", "{endpoint}", ITS_MERCHANT),
    ("POST", "/webhook-endpoints/{id}/resend", "{endpoint}", ITS_MERCHANT),
    ("POST", "/webhook-deliveries/{id}/resend", "{delivery}", ITS_MERCHANT),
    ("DELETE", "/webhook-endpoints/{id}", "{endpoint}", ITS_MERCHANT),
    ("GET", "/admin/webhook-deliveries", "", ADMINS),
    ("GET", "/admin/proof", "", ADMINS),
    ("GET", "/admin/audit", "", ADMINS),
    ("GET", "/admin/jobs", "", ADMINS),
    ("GET", "/admin/jobs/overview", "", ADMINS),
    ("GET", "/admin/jobs/{id}", "{job}", ADMINS),
    ("POST", "/admin/jobs/{id}/retry", "{job}", ADMINS),
    ("POST", "/admin/jobs/{id}/discard", "{job}", ADMINS),
    ("GET", "/admin/stuck", "", ADMINS),
    ("POST", "/admin/transfers/{id}/look", "{payout}", ADMINS),
    ("GET", "/admin/discrepancies", "", ADMINS),
    ("POST", "/admin/discrepancies/{id}/resolve", "{payout}", ADMINS),
    ("PATCH", "/admin/merchants/{id}", "{merchant}", ADMINS),
    ("GET", "/admin/gateways", "", ADMINS),
    ("GET", "/admin/gateways/{name}", "stripe", ADMINS),
    ("PATCH", "/admin/gateways/{name}", "stripe", ADMINS),
    ("POST", "/admin/refunds/{id}/retry", "{refund}", ADMINS),
    ("POST", "/admin/refunds/{id}/call-off", "{refund}", ADMINS),
    ("GET", "/admin/clock", "", ADMINS),
    ("POST", "/admin/clock", "{\"days\": 1}", NOBODY),
    ("GET", "/admin/day-end", "", ADMINS),
    ("POST", "/admin/day-end", "{}", ADMINS),
    ("GET", "/admin/penal-terms", "", ADMINS),
    ("PUT", "/admin/penal-terms/{debt}", "loan", ADMINS),
    ("GET", "/admin/overdue", "", ADMINS),
    ("POST", "/admin/debts/{kind}/{id}/write-off", "loan", ADMINS),
    ("GET", "/admin/simulator", "", ADMINS_OF_A_DEMO),
    ("PUT", "/admin/simulator", "{}", ADMINS_OF_A_DEMO),
    // The same with a trailing slash, and under the other base.
    ("GET", "/wallet/balance/", "", BORROWERS),
    ("GET", "/loans/{id}/", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/loans/admin/pending/", "", ADMINS),
    ("GET", "/../wallet/balance", "", BORROWERS),
    ("GET", "/../loans/{id}", "{loan}", ITS_BORROWER_AND_ADMINS),
    ("GET", "/../admin/proof", "", ADMINS),
];

/// Path below `/ui`, what is sent: a form, or after `?` a query.
#[rustfmt::skip] // a table
const SERVER_FUNCTIONS: [(&str, &str, [May; 5]); 128] = [
    ("theme", "theme=dark", ANYBODY),
    ("identity/register", "", ANYBODY),
    ("identity/sign-in", "", ANYBODY),
    ("identity/sign-out", "", ANYBODY),
    ("identity/sign-out-others", "", SIGNED_IN),
    ("identity/sessions", "?", SIGNED_IN),
    ("identity/rename", "name=Somebody", SIGNED_IN),
    ("identity/about", "?", SIGNED_IN),
    ("identity/set-about", "pan=x", SIGNED_IN),
    ("identity/second-factor", "?", ADMINS),
    ("identity/second-factor-begin", "", ADMINS),
    ("identity/second-factor-confirm", "otp=000000", ADMINS),
    ("identity/second-factor-remove", "otp=000000", ADMINS),
    ("identity/change-password", "current_password=x&new_password=y", SIGNED_IN),
    ("identity/revoke", "sign_in={session}", ITS_OWNER),
    ("wallet/balance", "?", BORROWERS),
    ("wallet/transactions", "?", BORROWERS),
    ("bank-account/mine", "?", HOLDERS),
    ("bank-account/add", "account_number=1", HOLDERS),
    ("transfer/wallet", "?", BORROWERS),
    ("transfer/on-the-way", "?", BORROWERS),
    ("transfer/one", "?transfer={transfer}", ITS_HOLDER),
    ("transfer/deposit-plan", "?amount=500", BORROWERS),
    ("transfer/deposit", "amount=0&idempotency_key=k3", BORROWERS),
    ("transfer/withdrawal-plan", "?amount=500", BORROWERS),
    ("transfer/withdraw", "amount=0&idempotency_key=k4", BORROWERS),
    ("transfer/payouts", "?", MERCHANTS),
    ("transfer/payout-plan", "?amount=500", MERCHANTS),
    ("transfer/pay-out", "amount=0&idempotency_key=k5", MERCHANTS),
    ("checkout/payment", "?payment={payment}", ANYBODY),
    ("checkout/choose", "payment={payment}&way=upi", ANYBODY),
    ("checkout/pay-from-wallet", "payment={payment}", BORROWERS),
    ("checkout/buy-later", "payment={payment}&count=3", BORROWERS),
    ("plan/list", "?", SIGNED_IN),
    ("plan/offer", "?", BORROWERS),
    ("plan/one", "?plan={plan}", ITS_PARTIES),
    ("plan/pay", "instalments=x&idempotency_key=k8", BORROWERS),
    ("plan/cancel", "plan={plan}", ITS_MERCHANT_AND_ADMINS),
    ("refund/list", "?", SIGNED_IN),
    ("refund/purchases", "?", BORROWERS),
    ("refund/form", "?of={plan}", ITS_BORROWER),
    ("refund/ask", "of={plan}&amount=1&reason=x&idempotency_key=k9", ITS_BORROWER),
    ("refund/decide", "refund={asked}&decision=cancel", ITS_REQUESTER),
    ("notification/list", "?", BORROWERS),
    ("notification/read", "", BORROWERS),
    ("debt/mine", "?", BORROWERS),
    ("clock/ahead", "?", SIGNED_IN),
    ("merchant/payments", "?", MERCHANTS),
    ("merchant/payment", "?payment={payment}", MERCHANTS),
    ("merchant/new-payment", "?", MERCHANTS),
    ("merchant/ask-payment", "amount=0&idempotency_key=k6", MERCHANTS),
    ("merchant/refund", "payment={payment}&amount=0&idempotency_key=k7", MERCHANTS),
    ("merchant/home", "?", MERCHANTS),
    ("merchant/ledger", "?", MERCHANTS),
    ("api-key/mine", "?", MERCHANTS),
    ("api-key/requests", "?", MERCHANTS),
    ("api-key/create", "name=Shop&read=on", MERCHANTS),
    ("api-key/revoke", "key={key}", MERCHANTS),
    ("webhook/endpoints", "?", MERCHANTS),
    ("webhook/endpoint", "?endpoint={endpoint}", MERCHANTS),
    ("webhook/create", "url=https%3A%2F%2F8.8.8.8%2F&events[]=payout.failed", MERCHANTS),
    ("webhook/change", "endpoint={endpoint}&url=https%3A%2F%2F8.8.8.8%2F&all=on", MERCHANTS),
    ("webhook/pause", "endpoint={endpoint}&paused=false", MERCHANTS),
    ("webhook/rotate", "endpoint={endpoint}", MERCHANTS),
    ("webhook/resend", "endpoint={endpoint}&delivery={delivery}", MERCHANTS),
    ("webhook/resend-since", "endpoint={endpoint}&since=2026-01-01", MERCHANTS),
    ("webhook/delete", "endpoint={endpoint}", MERCHANTS),
    ("loan/ground", "?", ANYBODY),
    ("loan/apply-ground", "?", BORROWERS),
    ("loan/borrower-home", "?", BORROWERS),
    ("loan/mine", "?", BORROWERS),
    ("loan/page", "?loan={loan}", ITS_BORROWER_AND_ADMINS),
    ("loan/apply", "principal_amount=100", BORROWERS),
    ("loan/payment-preview", "?loan={loan}", ITS_BORROWER),
    ("loan/pay", "loan={loan}&amount=1&idempotency_key=k2", ITS_BORROWER),
    ("loan/receipt", "?loan={loan}&repayment={repayment}", ITS_BORROWER_AND_ADMINS),
    ("admin/today", "?", ADMINS),
    ("admin/desk", "?", ADMINS),
    ("admin/approve", "loan={applied}", ADMINS),
    ("admin/reject", "loan={applied}&rejection_reason=no", ADMINS),
    ("admin/loans", "?", ADMINS),
    ("admin/overdue", "?class=NPA", ADMINS),
    ("admin/penal-terms", "?", ADMINS),
    ("admin/set-penal-terms", "loan_flat=0&loan_rate=0&plan_flat=0&plan_rate=0", ADMINS),
    ("admin/write-off", "kind=loan&debt={loan}&reason=x", ADMINS),
    ("admin/days", "?", ADMINS),
    ("admin/end-days", "", ADMINS),
    ("admin/move-clock", "days=1", NOBODY),
    ("admin/people", "?", ADMINS),
    ("admin/person", "?person={owner}", ADMINS),
    ("admin/set-active", "person={other}&is_active=true", ADMINS),
    ("admin/trial-balance", "?", ADMINS),
    ("admin/accounts", "?", ADMINS),
    ("admin/account", "?account={account}", ADMINS),
    ("admin/entries", "?", ADMINS),
    ("admin/entry", "?entry={entry}", ADMINS),
    ("admin/analytics", "?", ADMINS),
    ("admin/audit", "?name=loan.apply&from=2026-01-01", ADMINS),
    ("admin/proof", "?", ADMINS),
    ("admin/proof", "?run=1", ADMINS),
    ("admin/payments", "?status=SUCCESS&gateway=stripe&search=mehta", ADMINS),
    ("admin/payment", "?payment={payment}", ADMINS),
    ("admin/retry-refund", "refund={refund}", ADMINS),
    ("admin/call-off-refund", "refund={refund}", ADMINS),
    ("admin/gateways", "?", ADMINS),
    ("admin/set-gateway", "gateway=stripe&weight=10", ADMINS),
    ("admin/transfers", "?kind=deposit&status=pending&search=asha", ADMINS),
    ("admin/transfer", "?transfer={transfer}", ADMINS),
    ("admin/look-now", "transfer={transfer}", ADMINS),
    ("admin/jobs-overview", "?", ADMINS),
    ("admin/jobs", "?kind=transfer.advance&status=queued", ADMINS),
    ("admin/job", "?job={job}", ADMINS),
    ("admin/retry-job", "job={job}", ADMINS),
    ("admin/discard-job", "job={job}", ADMINS),
    ("admin/stuck", "?", ADMINS),
    ("admin/stuck-payments", "?", ADMINS),
    ("admin/discrepancies", "?", ADMINS),
    ("admin/resolve-discrepancy", "discrepancy={discrepancy}&resolution=The+bank+was+wrong", ADMINS),
    ("admin/simulator", "?", ADMINS_OF_A_DEMO),
    ("admin/set-simulator", "success_rate=90", ADMINS_OF_A_DEMO),
    ("admin/set-pretend-gateway", "gateway=stripe&mood=well", ADMINS_OF_A_DEMO),
    ("admin/set-outage", "outage=false", ADMINS_OF_A_DEMO),
    ("admin/webhook-deliveries", "?status=dead&kind=payout.failed", ADMINS),
    ("admin/merchants", "?", ADMINS),
    ("admin/bank-accounts", "?search=9012", ADMINS),
    ("admin/merchant", "?merchant={merchant}", ADMINS),
    ("admin/set-merchant-active", "merchant={merchant}&is_active=true", ADMINS),
    ("admin/fund-merchant", "merchant={merchant}&amount=100&idempotency_key=k3", ADMINS),
];

/// A deposit that is under way: nothing of it is in the books yet.
/// A dead letter, so that nobody takes it before it is tried.
const JOB: &str = "insert into job (id, kind, request_id, status, failures_max, run_at, ended_at) \
     values (gen_random_uuid(), 'jobs.purge', 'r', 'dead', 3, now(), now()) returning id";
const DISCREPANCY: &str =
    "insert into discrepancy (id, what) values (gen_random_uuid(), 'The bank says otherwise.') returning id";

/// The people of the table, and what belongs to the owner.
struct Scene<'a> {
    app: &'a TestApp,
    people: [Person<'a>; 4],
    owned: Vec<(&'static str, String)>,
}

impl<'a> Scene<'a> {
    async fn set(app: &'a TestApp) -> Scene<'a> {
        let admin = app.admin("Meera Nair").await;
        let owner = app.borrower("Asha Rao").await;
        let loan = owner.borrows(&admin, "50000").await;
        let applied = owner.applies("1000").await;
        let repayment = owner.pays(&loan, "100", "first").await.is(201);
        let one = async |sql: &'static str| {
            let id: uuid::Uuid = sqlx::query_scalar(sql).fetch_one(&app.owner).await.expect("one");
            id.to_string()
        };
        let owned = vec![
            ("{loan}", loan),
            ("{applied}", applied),
            ("{repayment}", repayment["repayment"]["id"].as_str().expect("an id").to_owned()),
            ("{owner}", owner.id.clone()),
            ("{other}", app.borrower("Somebody Else").await.id),
            ("{account}", one("select id from account where kind = 'wallet' limit 1").await),
            ("{entry}", one("select id from entry limit 1").await),
            ("{job}", one(JOB).await),
            ("{discrepancy}", one(DISCREPANCY).await),
        ];
        let people = [app.borrower("Ravi Menon").await, owner, app.merchant("Rohan Mehta").await, admin];
        let merchant = people[2].merchant().await;
        let made = people[2].post("/api-keys", &json!({ "name": "Shop" })).await.is(201);
        let key = ("{key}", made["id"].as_str().expect("an id").to_owned());
        let told = json!({ "url": "https://8.8.8.8/hook", "events": ["*"] });
        let told = people[2].post("/webhook-endpoints", &told).await.is(201);
        let endpoint = ("{endpoint}", told["id"].as_str().expect("an id").to_owned());
        let moved = moved(&people).await;
        let paid = paid(app, &people).await;
        let delivery = ("{delivery}", one("select id from webhook_delivery limit 1").await);
        let of_merchant = [("{merchant}", merchant.to_string()), key, endpoint, delivery];
        let owned = owned.into_iter().chain(of_merchant).chain(moved).chain(paid).collect();
        Scene { app, people, owned }
    }

    /// With the owner's ids in their places, and a session of theirs that still stands.
    async fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, id) in &self.owned {
            text = text.replace(name, id);
        }
        if text.contains("{session}") {
            let owner = self.app.signs_in(&self.people[1].email).await;
            let claims = self.app.kist.tokens.read(&owner.token).expect("a token");
            text = text.replace("{session}", &claims.sid.to_string());
        }
        text
    }

    /// As a program. Each time with a sign-in of its own: some of what is tried ends it.
    async fn calls(&self, who: usize, method: &str, path: &str, sent: &str) -> RequestBuilder {
        let sent = self.filled(sent).await;
        let path = match path.find('{') {
            Some(at) => {
                let end = path[at..].find('}').expect("closed") + at + 1;
                format!("{}{sent}{}", &path[..at], &path[end..])
            }
            None if sent.starts_with('?') => format!("{path}{sent}"),
            None => path.to_owned(),
        };
        let path = match path.strip_prefix("/..") {
            Some(path) => format!("/api{path}"),
            None => format!("/api/v1{path}"),
        };
        let mut request = self.app.raw(method.parse().expect("a method"), &path);
        if sent.starts_with('{') {
            request = request.header("content-type", "application/json").body(sent);
        }
        match who.checked_sub(1) {
            Some(person) => request.bearer_auth(self.app.signs_in(&self.people[person].email).await.token),
            None => request,
        }
    }

    /// As the app in a browser.
    async fn uses(&self, who: usize, path: &str, sent: &str) -> RequestBuilder {
        let sent = self.filled(sent).await;
        let browser = match who.checked_sub(1) {
            Some(person) => self.browser_of(&self.people[person]).await,
            None => self.app.browser(),
        };
        let address = format!("http://{}/ui/{path}", self.app.address);
        match sent.strip_prefix('?') {
            Some(query) => browser.get(format!("{address}?{query}")),
            None => {
                browser.post(address).header("content-type", "application/x-www-form-urlencoded").body(sent)
            }
        }
        .header("accept", "application/json")
    }

    async fn browser_of(&self, person: &Person<'_>) -> Client {
        let browser = self.app.browser();
        let form = [("email", person.email.as_str()), ("password", PASSWORD)];
        let address = format!("http://{}/ui/identity/sign-in", self.app.address);
        Answer::to(browser.post(address).header("accept", "application/json").form(&form)).await.is(200);
        browser
    }
}

/// What the owner and the merchant have on its way across the bank.
async fn moved(people: &[Person<'_>; 4]) -> Vec<(&'static str, String)> {
    let [_, owner, merchant, admin] = people;
    admin.funds_merchant(merchant, "100").await;
    let mut moved = Vec::new();
    for (person, noun, name) in [
        (owner, "deposits", "{deposit}"),
        (owner, "withdrawals", "{withdrawal}"),
        (merchant, "payouts", "{payout}"),
    ] {
        let account = json!({ "account_holder_name": "Somebody", "account_number": "123456789012", "ifsc_code": "HDFC0001234" });
        let account = person.post("/bank-accounts", &account).await.is(201);
        let body = json!({ "amount": "1", "amount_paise": 100, "bank_account_id": account["id"] });
        let asked = person.asks(Method::POST, &format!("/{noun}")).header("Idempotency-Key", "k").json(&body);
        let answer = Answer::to(asked).await;
        assert!(matches!(answer.status, 201 | 202), "{}", answer.text());
        moved.push((name, answer.json()["id"].as_str().expect("an id").to_owned()));
    }
    let transfer = moved[0].1.clone();
    moved.push(("{transfer}", transfer));
    moved
}

/// What the merchant asks of a customer, and what it gives back of another payment.
async fn paid(app: &TestApp, people: &[Person<'_>; 4]) -> Vec<(&'static str, String)> {
    let [_, owner, merchant, _] = people;
    let asks = async |key: &str| {
        let body = json!({ "amount": "1", "currency": "INR", "return_url": "https://shop.example.com/" });
        let asked = merchant.asks(Method::POST, "/payments").header("Idempotency-Key", key).json(&body);
        Answer::to(asked).await.is(201)["id"].as_str().expect("an id").to_owned()
    };
    let (open, paid) = (asks("open").await, asks("paid").await);
    owner.pays_from_wallet(&paid).await;
    let refunded = merchant.asks(Method::POST, &format!("/payments/{paid}/refund"));
    Answer::to(refunded).await.is(202);
    let refund: uuid::Uuid =
        sqlx::query_scalar("select id from refund limit 1").fetch_one(&app.owner).await.expect("one");
    let wish = json!({ "merchant_id": merchant.merchant().await, "total_amount": "90" });
    let bought = owner.asks(Method::POST, "/plans").header("Idempotency-Key", "k").json(&wish);
    let plan = Answer::to(bought).await.is(201)["id"].as_str().expect("an id").to_owned();
    let wish = json!({ "transaction_id": plan, "amount": "1", "reason": "It broke" });
    let asked = owner.asks(Method::POST, "/refunds").header("Idempotency-Key", "k").json(&wish);
    let asked = Answer::to(asked).await.is(201)["id"].as_str().expect("an id").to_owned();
    vec![("{payment}", open), ("{refund}", refund.to_string()), ("{plan}", plan), ("{asked}", asked)]
}

#[tokio::test]
async fn every_route_lets_in_whom_it_should() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app).await;
    let mut wrong = Vec::new();
    for (method, path, sent, expected) in REST {
        for (who, may) in expected.into_iter().enumerate() {
            let answer = Answer::to(scene.calls(who, method, path, sent).await).await;
            if May::of(answer.status) != may || answer.status >= 500 {
                wrong.push(format!("{method} {path}, {}: {} instead of {may:?}", WHO[who], answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    app.is_proven().await;
}

/// What is open to a merchant's server. A new route is closed to keys until it stands here.
/// (So is calling a refund off, but only one that its merchant asked for.)
const KEYS: [(&str, &str); 18] = [
    ("GET", "/plans"),
    ("GET", "/plans/{id}"),
    ("POST", "/plans/{id}/cancel"),
    ("POST", "/refunds"),
    ("GET", "/refunds"),
    ("GET", "/refunds/{id}"),
    ("POST", "/refunds/{id}/approve"),
    ("POST", "/refunds/{id}/reject"),
    ("POST", "/payments"),
    ("GET", "/payments"),
    ("GET", "/payments/{id}"),
    ("POST", "/payments/{id}/refund"),
    ("POST", "/payouts"),
    ("GET", "/payouts"),
    ("GET", "/payouts/{id}"),
    ("GET", "/balance"),
    ("GET", "/ledger"),
    ("GET", "/merchants"),
];

#[tokio::test]
async fn every_route_but_a_few_is_closed_to_keys() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app).await;
    let body = json!({ "name": "Shop", "scopes": ["payments", "payouts", "read"] });
    let key = scene.people[2].post("/api-keys", &body).await.is(201);
    let key = key["key"].as_str().expect("a key");
    let mut wrong = Vec::new();
    for (method, path, sent, expected) in REST {
        let may = if expected == ANYBODY || KEYS.contains(&(method, path)) { Yes } else { No };
        let answer = Answer::to(scene.calls(0, method, path, sent).await.header("X-API-KEY", key)).await;
        if May::of(answer.status) != may && !(expected == ANYBODY && answer.status == 401) {
            wrong.push(format!("{method} {path}: {} instead of {may:?}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_server_function_lets_in_whom_it_should() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app).await;
    let mut wrong = Vec::new();
    for (path, sent, expected) in SERVER_FUNCTIONS {
        for (who, may) in expected.into_iter().enumerate() {
            let answer = Answer::to(scene.uses(who, path, sent).await).await;
            if May::of(answer.status) != may || answer.status >= 500 {
                let text = answer.text();
                wrong.push(format!("{path}, {}: {} instead of {may:?}: {text}", WHO[who], answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    app.is_proven().await;
}

#[test]
fn nothing_is_forgotten() {
    let routes: BTreeSet<String> =
        server::rest::list().iter().map(|(method, path)| format!("{method} {path}")).collect();
    let rows: BTreeSet<String> = REST
        .iter()
        .filter(|(_, path, ..)| !path.ends_with('/') && !path.starts_with("/.."))
        .map(|(method, path, ..)| format!("{method} {path}"))
        .collect();
    assert_eq!(routes, rows);

    let functions: BTreeSet<String> =
        server_fn_paths().map(|(path, _)| path.trim_start_matches("/ui/").to_owned()).collect();
    let rows: BTreeSet<String> = SERVER_FUNCTIONS.iter().map(|(path, ..)| (*path).to_owned()).collect();
    assert_eq!(functions, rows);
    let reads: BTreeSet<String> = server_fn_paths()
        .filter(|(_, method)| *method == Method::GET)
        .map(|(path, _)| path.trim_start_matches("/ui/").to_owned())
        .collect();
    let asked: BTreeSet<String> = SERVER_FUNCTIONS
        .iter()
        .filter(|(_, sent, _)| sent.starts_with('?'))
        .map(|(path, ..)| (*path).to_owned())
        .collect();
    assert_eq!(reads, asked, "what is read is asked by GET");
}
