//! People with verbs.

use super::{
    answer::Answer,
    app::{TestApp, number},
};
use domain::{
    actor::{Actor, Admin, Role},
    body::Raw,
    id::{MerchantId, PersonId},
    identity::{
        body::{Email, Password, RegisterBody, Registration},
        pg::{Register, SetActive},
    },
    merchant::pg::FundMerchant,
    money::PositivePaise,
    payment::pg::PayFromWallet,
    wallet::pg::TopUp,
    work::{IdempotencyKey, Meta, execute},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Somebody with a token.
pub(crate) struct Person<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
}

impl TestApp {
    pub(crate) async fn borrower(&self, name: &str) -> Person<'_> {
        self.registers(json!({ "name": name })).await
    }

    pub(crate) async fn merchant(&self, name: &str) -> Person<'_> {
        self.registers(json!({ "name": name, "role": "MERCHANT", "business_name": format!("{name} & Co") }))
            .await
    }

    /// Admins cannot register; this one is made as the seed makes them.
    pub(crate) async fn admin(&self, name: &str) -> Person<'_> {
        let body = RegisterBody {
            name: name.into(),
            email: Raw::Text(address(name)),
            password: PASSWORD.into(),
            ..RegisterBody::default()
        };
        let registration = Registration { role: Role::Admin, ..body.parse().expect("a registration") };
        let password = Password::of_demo(PASSWORD);
        let password_hash = self.kist.doorkeeper.passwords().hash(&password).await.expect("a hash");
        let command = Register {
            registration: &registration,
            password_hash,
            is_demo: false,
            caller: None,
            meta: Meta::default(),
        };
        execute(&self.kist.pool, &command).await.expect("an admin");
        let Email { written, .. } = registration.email;
        self.signs_in(&written).await
    }

    pub(crate) async fn signs_in(&self, email: &str) -> Person<'_> {
        let body = json!({ "email": email, "password": PASSWORD });
        let answer = Answer::to(self.api(Method::POST, "/auth/login").json(&body)).await.is(200);
        self.known(&answer)
    }

    async fn registers(&self, mut body: Value) -> Person<'_> {
        let name = body["name"].as_str().expect("a name").to_owned();
        body["email"] = json!(address(&name));
        body["password"] = json!(PASSWORD);
        let answer = Answer::to(self.api(Method::POST, "/auth/register").json(&body)).await.is(201);
        self.known(&answer)
    }

    fn known(&self, answer: &Value) -> Person<'_> {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Person {
            app: self,
            id: text(&answer["user"]["id"]),
            email: text(&answer["user"]["email"]),
            token: text(&answer["access_token"]),
            refresh_token: text(&answer["refresh_token"]),
        }
    }
}

impl Person<'_> {
    pub(crate) fn asks(&self, method: Method, path: &str) -> RequestBuilder {
        self.app.api(method, path).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.asks(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.asks(Method::POST, path).json(body)).await
    }

    pub(crate) fn person(&self) -> PersonId {
        self.id.parse().expect("an id")
    }

    /// Of somebody who signed in as an admin.
    pub(crate) fn as_admin(&self) -> Admin {
        let actor = Actor { person: self.person(), role: Role::Admin, merchant: None, sign_in: None };
        actor.as_admin().expect("an admin")
    }

    /// Applies for a loan at 12 % over 12 months; its id.
    pub(crate) async fn applies(&self, principal: &str) -> String {
        let body = json!({ "principal_amount": principal, "tenure_months": 12, "interest_rate": 12.0 });
        let loan = self.post("/loans/apply", &body).await.is(201);
        assert_eq!(loan["status"], "APPLIED");
        loan["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn decides(&self, loan: &str, approved: bool) -> Answer {
        let body =
            json!({ "loan_id": loan, "approved": approved, "rejection_reason": "The income is not shown" });
        self.post("/loans/admin/approve", &body).await
    }

    pub(crate) async fn pays(&self, loan: &str, amount: &str, key: &str) -> Answer {
        let body = json!({ "loan_id": loan, "amount": amount, "idempotency_key": key });
        self.post("/repayments/make-payment", &body).await
    }

    pub(crate) async fn balance(&self) -> String {
        let answer = self.get("/wallet/balance").await.is(200);
        answer["balance"].as_str().expect("an amount").to_owned()
    }

    /// An active loan.
    pub(crate) async fn borrows(&self, admin: &Person<'_>, principal: &str) -> String {
        let loan = self.applies(principal).await;
        assert_eq!(admin.decides(&loan, true).await.is(200)["status"], "ACTIVE");
        loan
    }

    /// Money arrives at the bank for somebody's wallet.
    pub(crate) async fn funds(&self, who: &Person<'_>, amount: &str) {
        let amount = PositivePaise::parse_amount(amount).expect("an amount");
        let key = IdempotencyKey::parse(&format!("fund-{}", number())).expect("a key");
        let command = TopUp::new(self.as_admin(), who.person(), amount, "Added by UPI", key, Meta::default());
        execute(&self.app.kist.pool, &command).await.expect("money arrives");
    }

    /// The merchant that this person acts for.
    pub(crate) async fn merchant(&self) -> MerchantId {
        let sql = "select id from merchant where person_id = $1";
        let id = sqlx::query_scalar(sql).bind(self.person().0).fetch_one(&self.app.owner).await;
        MerchantId(id.expect("a merchant's user"))
    }

    /// Money arrives at the bank for a merchant.
    pub(crate) async fn funds_merchant(&self, who: &Person<'_>, amount: &str) {
        let amount = PositivePaise::parse_amount(amount).expect("an amount");
        let key = IdempotencyKey::parse(&format!("fund-{}", number())).expect("a key");
        let (admin, merchant) = (self.as_admin(), who.merchant().await);
        let command = FundMerchant::new(admin, merchant, amount, "Settlement by NEFT", key, Meta::default());
        execute(&self.app.kist.pool, &command).await.expect("money arrives");
    }

    /// At a merchant's checkout.
    pub(crate) async fn pays_from_wallet(&self, payment: &str) {
        let actor = Actor { person: self.person(), role: Role::User, merchant: None, sign_in: None };
        let command = PayFromWallet {
            payer: actor.as_borrower().expect("a borrower"),
            payment: payment.parse().expect("an id"),
            meta: Meta::default(),
        };
        execute(&self.app.kist.pool, &command).await.expect("paid");
    }

    pub(crate) async fn switches_off(&self, who: &Person<'_>) {
        let command = SetActive {
            admin: self.as_admin(),
            person: who.person(),
            is_active: false,
            meta: Meta::default(),
        };
        execute(&self.app.kist.pool, &command).await.expect("switched off");
    }
}

/// `Asha Rao` gets `asha.rao.7@example.com`.
pub(crate) fn address(name: &str) -> String {
    let name: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '.' }).collect();
    format!("{name}.{}@example.com", number())
}
