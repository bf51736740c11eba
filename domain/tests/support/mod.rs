//! What every story needs: a database, people, loans, and the proof at the end.

mod database;

pub use database::TestDatabase;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::{Actor, Admin, Borrower, ForMerchant, Holder, MerchantUser, Role},
    bank_account::{body::BankAccountBody, pg::AddBankAccount},
    body::Raw,
    debt::{
        body::PayDebtBody,
        pg::{EndDay, debt, next_day},
        view::{DebtView, PaidDebtView},
    },
    explain::{Explain, Explanation},
    id::{InstalmentId, LoanId, MerchantId, PersonId, PlanId},
    identity::{
        body::RegisterBody,
        pg::{Register, Registered},
    },
    loan::{
        body::{ApplyBody, DecideBody, RepayBody},
        view::{LoanView, RepaymentReceipt},
    },
    merchant::{pg::FundMerchant, view::MerchantBalanceView},
    money::{Paise, PositivePaise},
    plan::{body::PlanBody, pg::PlanReader, view::PlanView},
    wallet::pg::TopUp,
    work::{Command, Failure, IdempotencyKey, Meta, Replayable, Vault, execute_as_of},
};
use sqlx::PgPool;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A small lender in a database of its own. Business time is set by the story, not by the day it is run.
pub struct House {
    pub db: TestDatabase,
    pub now: DateTime<Utc>,
    pub admin: Admin,
}

pub fn noon(date: &str) -> DateTime<Utc> {
    let date: NaiveDate = date.parse().expect("an ISO date");
    domain::calendar::start_of_day(date) + chrono::TimeDelta::hours(12)
}

pub fn rupees(text: &str) -> Paise {
    Paise::parse(text).expect("an amount")
}

pub fn meta() -> Meta {
    Meta { request_id: "test".to_owned() }
}

pub fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).expect("a key")
}

pub fn actor(person: PersonId, role: Role) -> Actor {
    Actor { person, role, merchant: None, sign_in: None }
}

/// A merchant's user, acting for it.
pub fn for_merchant(user: MerchantUser) -> ForMerchant {
    let merchant = Some(user.merchant());
    Actor { merchant, ..actor(user.person(), Role::Merchant) }.for_merchant(None).expect("acts for itself")
}

/// Of this shop.
pub fn plan_body(shop: MerchantUser, total: &str, count: &str) -> PlanBody {
    PlanBody {
        merchant_id: Raw::Text(shop.merchant().to_string()),
        total_amount: Raw::typed(total),
        installment_count: Raw::typed(count),
        description: Raw::typed("Bluetooth speaker"),
        ..PlanBody::default()
    }
}

/// To be added by its holder.
pub fn bank_account(holder: Holder, number: &str, ifsc: &str, vault: &Arc<Vault>) -> AddBankAccount {
    let body = BankAccountBody {
        account_holder_name: Raw::typed("Somebody"),
        account_number: Raw::typed(number),
        ifsc_code: Raw::typed(ifsc),
    };
    body.parse(holder, vault.clone(), meta()).expect("a bank account")
}

static NUMBER: AtomicU32 = AtomicU32::new(1);

impl House {
    pub async fn new() -> House {
        House::with_connections(20).await
    }

    pub async fn with_connections(connections: u32) -> House {
        let db = TestDatabase::new(connections).await;
        let now = noon("2026-01-15");
        set_clock(&db.owner, now).await;
        let person = register(&db.pool, "Ravi Menon", Role::Admin, now).await;
        let admin = actor(person, Role::Admin).as_admin().expect("an admin");
        House { db, now, admin }
    }

    pub fn pool(&self) -> &PgPool {
        &self.db.pool
    }

    /// Sets business time, for commands and for reads.
    pub async fn at(&mut self, date: &str) {
        self.now = noon(date);
        set_clock(&self.db.owner, self.now).await;
    }

    pub async fn admin(&self, name: &str) -> Admin {
        let person = register(self.pool(), name, Role::Admin, self.now).await;
        actor(person, Role::Admin).as_admin().expect("an admin")
    }

    pub async fn borrower(&self, name: &str) -> Borrower {
        let person = register(self.pool(), name, Role::User, self.now).await;
        actor(person, Role::User).as_borrower().expect("a borrower")
    }

    pub async fn merchant(&self, name: &str) -> MerchantUser {
        let person = register(self.pool(), name, Role::Merchant, self.now).await;
        let merchant = sqlx::query_scalar("select id from merchant where person_id = $1").bind(person.0);
        let merchant = merchant.fetch_one(&self.db.owner).await.expect("its merchant");
        let actor = Actor { merchant: Some(MerchantId(merchant)), ..actor(person, Role::Merchant) };
        actor.as_merchant().expect("a merchant")
    }

    pub async fn run<C: Command>(&self, command: &C) -> Result<C::Output, Explanation> {
        told(execute_as_of(self.pool(), command, self.now).await)
    }

    pub async fn funds(&self, borrower: Borrower, amount: &str) {
        let amount = PositivePaise::parse_amount(amount).expect("an amount");
        let key = key(&format!("fund-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
        let top_up = TopUp::new(self.admin, borrower.person(), amount, "Added money", key, meta());
        self.run(&top_up).await.expect("money arrives");
    }

    pub async fn funds_merchant(&self, user: MerchantUser, amount: &str) {
        let amount = PositivePaise::parse_amount(amount).expect("an amount");
        let key = key(&format!("fund-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
        let command = FundMerchant::new(self.admin, user.merchant(), amount, "Settlement", key, meta());
        self.run(&command).await.expect("money arrives");
    }

    pub async fn merchant_balance(&self, user: MerchantUser) -> MerchantBalanceView {
        domain::merchant::pg::balance(self.pool(), for_merchant(user)).await.expect("a balance")
    }

    pub async fn applies(
        &self,
        borrower: Borrower,
        principal: &str,
        months: &str,
        rate: &str,
    ) -> Result<LoanView, Explanation> {
        let body = ApplyBody {
            principal_amount: Raw::typed(principal),
            tenure_months: Raw::typed(months),
            interest_rate: Raw::typed(rate),
            purpose: Raw::Missing,
        };
        self.run(&body.parse(borrower, meta())?).await
    }

    pub async fn decides(&self, admin: Admin, loan: LoanId, approved: bool) -> Result<LoanView, Explanation> {
        let body = DecideBody {
            loan_id: Raw::Text(loan.to_string()),
            approved: Raw::Flag(approved),
            rejection_reason: Raw::typed("Not enough income"),
        };
        self.run(&body.parse(admin, meta())?).await
    }

    /// Applied for and paid out, at 12 % over 12 months unless said otherwise.
    pub async fn active_loan(&self, borrower: Borrower, principal: &str) -> LoanView {
        let loan = self.applies(borrower, principal, "12", "12").await.expect("eligible");
        self.decides(self.admin, loan.id, true).await.expect("approved")
    }

    pub async fn repays(
        &self,
        borrower: Borrower,
        loan: LoanId,
        amount: &str,
        key: &str,
    ) -> Result<Replayable<RepaymentReceipt>, Explanation> {
        let body = RepayBody {
            loan_id: Raw::Text(loan.to_string()),
            amount: Raw::typed(amount),
            idempotency_key: Raw::typed(key),
        };
        self.run(&body.parse(borrower, None, meta())?).await
    }

    pub async fn wallet(&self, borrower: Borrower) -> Paise {
        domain::wallet::pg::balance(self.pool(), borrower.person()).await.expect("a wallet").balance
    }

    /// Buys for so much in so many instalments.
    pub async fn buys(
        &self,
        borrower: Borrower,
        shop: MerchantUser,
        total: &str,
        count: &str,
    ) -> Result<PlanView, Explanation> {
        let key = format!("buy-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.buys_with(borrower, &plan_body(shop, total, count), &key).await.map(|answer| answer.value)
    }

    pub async fn buys_with(
        &self,
        borrower: Borrower,
        body: &PlanBody,
        key_text: &str,
    ) -> Result<Replayable<PlanView>, Explanation> {
        self.run(&body.parse(borrower, key(key_text), meta())?).await
    }

    /// Pays these instalments, of loans or plans.
    pub async fn pays(
        &self,
        borrower: Borrower,
        instalments: &[InstalmentId],
        key_text: &str,
    ) -> Result<Replayable<PaidDebtView>, Explanation> {
        let body = PayDebtBody { installment_ids: serde_json::json!(instalments) };
        self.run(&body.parse(borrower, key(key_text), meta())?).await
    }

    /// Ends all days that are over, in order; how many.
    pub async fn ends_days(&self) -> usize {
        let mut days = 0;
        while let Some(day) = next_day(self.pool()).await.expect("the days are known") {
            while !self.run(&EndDay { day, meta: meta() }).await.expect("a batch") {}
            days += 1;
        }
        days
    }

    pub async fn debt(&self, borrower: Borrower) -> DebtView {
        debt(self.pool(), borrower.person()).await.expect("what is owed")
    }

    pub async fn plan(&self, plan: PlanId) -> PlanView {
        let admin = PlanReader::All(self.admin);
        domain::plan::pg::plan(self.pool(), admin, plan).await.expect("a plan")
    }

    /// Every story ends here: nothing that the ledger promises is broken.
    pub async fn is_proven(&self) {
        let proof = domain::ledger::pg::prove(self.pool()).await.expect("the proof runs");
        assert!(proof.is_clean(), "{:#?}", proof.differences);
        assert_eq!(proof.total_debit, proof.total_credit);
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(sql).fetch_one(&self.db.owner).await.expect("counts")
    }

    /// A statement behind the product's back.
    pub async fn as_owner(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&self.db.owner).await?;
        Ok(done.rows_affected())
    }
}

async fn set_clock(owner: &PgPool, now: DateTime<Utc>) {
    sqlx::query(
        "update business_clock set offset_seconds = extract(epoch from $1 - clock_timestamp())::bigint",
    )
    .bind(now)
    .execute(owner)
    .await
    .expect("the clock is set");
}

pub fn told<T, E: Explain>(result: Result<T, Failure<E>>) -> Result<T, Explanation> {
    result.map_err(|failure| failure.explain())
}

async fn register(pool: &PgPool, name: &str, role: Role, now: DateTime<Utc>) -> PersonId {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let body = RegisterBody {
        name: Raw::typed(name),
        email: Raw::typed(&format!("person{number}@example.com")),
        password: Raw::typed("long enough"),
        ..RegisterBody::default()
    };
    let mut registration = body.parse().expect("a registration");
    registration.role = role;
    let command = Register {
        registration: &registration,
        // Hashing is tested where people sign in.
        password_hash: "not a hash".to_owned(),
        is_demo: true,
        caller: None,
        meta: meta(),
    };
    let Registered { person, .. } = execute_as_of(pool, &command, now).await.expect("registers");
    person.id
}
