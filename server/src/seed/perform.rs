//! The deeds, done: each by the command that does it in real use, at its business time. Each can be done
//! again without a second effect, so that an interrupted run goes on.

use super::{
    cast::{Later, Player, Sale},
    plan::{COMPLETE, Deed, What},
};
use crate::state::Kist;
use anyhow::Context;
use domain::{
    actor::{Actor, Admin, Borrower, ForMerchant, Holder, Role},
    bank_account::body::BankAccountBody,
    body::Raw,
    debt::body::PayDebtBody,
    explain::Explain,
    id::{LoanId, MerchantId, PaymentId, PersonId},
    identity::{
        body::{ChangeUserBody, Email, Password, Registration},
        pg::Register,
    },
    ledger::pg::PayInCapital,
    loan::body::{ApplyBody, DecideBody, RepayBody},
    merchant::pg::FundMerchant,
    payment::{
        body::{PaymentBody, RefundBody, RequestRefundBody},
        pg::{PayFromWallet, Requester},
    },
    plan::body::PlanBody,
    wallet::pg::TopUp,
    work::{Command, Failure, IdempotencyKey, Meta, WorkError, execute_as_of},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Default)]
pub(super) struct Done {
    pub(super) people: usize,
    pub(super) loans: usize,
    pub(super) repayments: usize,
}

/// Whether the last deed was done.
pub(super) async fn is_done(kist: &Kist) -> anyhow::Result<bool> {
    let found = sqlx::query_scalar(
        "select exists (select from command_log where key = $1 and name = 'wallet.top_up')",
    );
    Ok(found.bind(COMPLETE).fetch_one(&kist.pool).await?)
}

pub(super) async fn all(kist: &Kist, deeds: &[Deed]) -> anyhow::Result<Done> {
    let mut stage = Stage::set(kist).await?;
    for deed in deeds {
        stage.perform(deed).await.with_context(|| format!("{} of {}", deed.key, deed.at))?;
    }
    Ok(stage.done)
}

/// A failure in the words that the outside hears, for the log.
pub(super) fn failed<E: Explain>(failure: Failure<E>) -> anyhow::Error {
    let told = failure.explain();
    anyhow::anyhow!("{}: {} {:?}", told.code, told.message, told.details)
}

struct Stage<'a> {
    kist: &'a Kist,
    people: HashMap<String, PersonId>,
    /// By the person who acts for it.
    merchants: HashMap<PersonId, MerchantId>,
    /// Of each borrower, in the order of application.
    loans: HashMap<PersonId, Vec<LoanId>>,
    /// So many of them were there when this run began.
    found: HashMap<PersonId, usize>,
    /// One hash for each of the few passwords: a hash is made to be slow.
    hashes: HashMap<&'static str, String>,
    admin: Option<Admin>,
    done: Done,
}

impl<'a> Stage<'a> {
    async fn set(kist: &'a Kist) -> anyhow::Result<Stage<'a>> {
        let people: Vec<(String, Uuid)> =
            sqlx::query_as("select email_folded, id from person where is_demo").fetch_all(&kist.pool).await?;
        let loans: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select l.person_id, l.id from loan l join person p on p.id = l.person_id where p.is_demo order by l.created_at, l.id",
        )
        .fetch_all(&kist.pool)
        .await?;
        let merchants: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select m.person_id, m.id from merchant m join person p on p.id = m.person_id where p.is_demo",
        )
        .fetch_all(&kist.pool)
        .await?;
        let mut by_person: HashMap<PersonId, Vec<LoanId>> = HashMap::new();
        for (person, loan) in loans {
            by_person.entry(PersonId(person)).or_default().push(LoanId(loan));
        }
        Ok(Stage {
            kist,
            people: people.into_iter().map(|(email, id)| (email, PersonId(id))).collect(),
            merchants: merchants
                .into_iter()
                .map(|(person, merchant)| (PersonId(person), MerchantId(merchant)))
                .collect(),
            found: HashMap::new(),
            loans: by_person,
            hashes: HashMap::new(),
            admin: None,
            done: Done::default(),
        })
    }

    async fn perform(&mut self, deed: &Deed) -> anyhow::Result<()> {
        let meta = Meta { request_id: "seed".to_owned() };
        let pool = &self.kist.pool;
        match &deed.what {
            What::Register(player) => self.register(player, deed, meta).await?,
            What::PayInCapital(amount) => {
                once(pool, deed, &PayInCapital::new(self.admin()?, *amount, key(deed)?, meta)).await?;
            }
            What::TopUp { who, amount, words } => {
                let command = TopUp::new(self.admin()?, self.person(who)?, *amount, words, key(deed)?, meta);
                once(pool, deed, &command).await?;
            }
            What::FundMerchant { who, amount } => {
                let (admin, merchant) = (self.admin()?, self.merchant(who)?);
                let words = "Settlement by NEFT";
                once(pool, deed, &FundMerchant::new(admin, merchant, *amount, words, key(deed)?, meta))
                    .await?;
            }
            What::AddBankAccount(kept) => {
                let body = BankAccountBody {
                    account_holder_name: Raw::from(kept.holder),
                    account_number: Raw::from(kept.number),
                    ifsc_code: Raw::from(kept.ifsc),
                };
                let command = body.parse(self.holder(kept.who)?, self.kist.vault.clone(), meta)?;
                execute_as_of(pool, &command, deed.at).await.map_err(failed)?;
            }
            What::Tell(told) => {
                let body = ChangeUserBody {
                    phone_number: told.phone.into(),
                    pan: told.pan.into(),
                    card_number: told.card.into(),
                    ..ChangeUserBody::default()
                };
                let person = self.person(told.who)?;
                let actor = Actor { person, role: Role::User, merchant: None, sign_in: None };
                let command = body.parse(&actor, person, self.kist.vault.clone(), meta)?;
                execute_as_of(pool, &command, deed.at).await.map_err(failed)?;
            }
            What::Sell(sale) => self.sell(sale, deed, meta).await?,
            What::GiveBack { sale, sold, amount } => {
                let acting = self.acting(sale.merchant)?;
                let payment = self.payment(sale, sold).await?.context("nothing was sold")?;
                let body =
                    RefundBody { amount: Raw::Text(amount.to_string()), reason: "One came back".into() };
                let command = body.parse(acting, payment, Some(key(deed)?), meta)?;
                once(pool, deed, &command).await?;
            }
            What::BuyLater(later) => {
                let body = PlanBody {
                    merchant_id: Raw::Text(self.merchant(later.merchant)?.to_string()),
                    total_amount: Raw::Text(format!("{}.00", later.rupees)),
                    installment_count: Raw::Number(later.count.to_string()),
                    description: later.what.into(),
                    ..PlanBody::default()
                };
                once(pool, deed, &body.parse(self.borrower(later.payer)?, key(deed)?, meta)?).await?;
            }
            What::PayInstalment { later, bought, number } => {
                let (_, instalments) = self.plan(later, bought).await?;
                let chosen = instalments.get(usize::from(*number) - 1).context("no such instalment")?;
                let body = PayDebtBody { installment_ids: serde_json::json!([chosen]) };
                once(pool, deed, &body.parse(self.borrower(later.payer)?, key(deed)?, meta)?).await?;
            }
            What::AskBack { later, bought, amount } => {
                let (plan, _) = self.plan(later, bought).await?;
                let body = RequestRefundBody {
                    transaction_id: Raw::Text(plan.to_string()),
                    amount: Raw::Text(amount.to_string()),
                    reason: "A shelf of it came broken".into(),
                };
                let requester = Requester::Payer(self.borrower(later.payer)?);
                once(pool, deed, &body.parse(requester, key(deed)?, meta)?).await?;
            }
            What::Apply { who, terms, why } => {
                let borrower = self.borrower(who)?;
                if self.was_applied_for(borrower.person()) {
                    return Ok(());
                }
                let body = ApplyBody {
                    principal_amount: Raw::Text(terms.principal.to_string()),
                    tenure_months: Raw::Number(terms.tenure_months.to_string()),
                    interest_rate: Raw::Text(terms.annual_rate.to_string()),
                    purpose: Raw::from(why.as_str()),
                };
                let loan =
                    execute_as_of(pool, &body.parse(borrower, meta)?, deed.at).await.map_err(failed)?;
                self.loans.entry(borrower.person()).or_default().push(loan.id);
                self.done.loans += 1;
            }
            What::Approve { who, loan } => {
                let body = DecideBody { approved: Raw::Flag(true), ..self.decision(who, *loan)? };
                execute_as_of(pool, &body.parse(self.admin()?, meta)?, deed.at).await.map_err(failed)?;
            }
            What::Reject { who, loan, reason } => {
                let decision = self.decision(who, *loan)?;
                let body = DecideBody {
                    approved: Raw::Flag(false),
                    rejection_reason: Raw::from(*reason),
                    ..decision
                };
                execute_as_of(pool, &body.parse(self.admin()?, meta)?, deed.at).await.map_err(failed)?;
            }
            What::Repay { who, loan, amount } => {
                let body = RepayBody {
                    loan_id: Raw::Text(self.loan(who, *loan)?.to_string()),
                    amount: Raw::Text(amount.to_string()),
                    idempotency_key: Raw::Text(deed.key.clone()),
                };
                once(pool, deed, &body.parse(self.borrower(who)?, None, meta)?).await?;
                self.done.repayments += 1;
            }
        }
        Ok(())
    }

    /// Asked for with a checkout, and paid there from a wallet.
    async fn sell(&self, sale: &Sale, deed: &Deed, meta: Meta) -> anyhow::Result<()> {
        let payment = match self.payment(sale, &deed.key).await? {
            Some(payment) => payment,
            None => {
                let body = PaymentBody {
                    amount: Raw::Text(format!("{}.00", sale.rupees)),
                    currency: "INR".into(),
                    description: sale.what.into(),
                    return_url: "https://shop.example.com/thanks".into(),
                    ..PaymentBody::default()
                };
                let acting = self.acting(sale.merchant)?;
                let configured = self.kist.gateways.configured();
                let command = body.parse(acting, configured, key(deed)?, meta.clone())?;
                execute_as_of(&self.kist.pool, &command, deed.at).await.map_err(failed)?.value.id
            }
        };
        let Some(payer) = sale.payer else { return Ok(()) };
        let command = PayFromWallet { payer: self.borrower(payer)?, payment, meta };
        execute_as_of(&self.kist.pool, &command, deed.at).await.map_err(failed)
    }

    /// What was bought on instalments under this key: its id, and those of its instalments.
    async fn plan(&self, later: &Later, key: &str) -> anyhow::Result<(Uuid, Vec<Uuid>)> {
        let sql = "select p.id, array_agg(i.id order by i.number) from payment b join plan p on p.payment_id = b.id
                   join plan_instalment i on i.plan_id = p.id where b.merchant_id = $1 and b.idempotency_key = $2 group by p.id";
        let merchant = self.merchant(later.merchant)?;
        let found = sqlx::query_as(sql).bind(merchant.0).bind(key).fetch_optional(&self.kist.pool).await?;
        found.context("nothing was bought")
    }

    /// What was asked for under this key.
    async fn payment(&self, sale: &Sale, key: &str) -> anyhow::Result<Option<PaymentId>> {
        let found: Option<Uuid> =
            sqlx::query_scalar("select id from payment where merchant_id = $1 and idempotency_key = $2")
                .bind(self.merchant(sale.merchant)?.0)
                .bind(key)
                .fetch_optional(&self.kist.pool)
                .await?;
        Ok(found.map(PaymentId))
    }

    fn acting(&self, email: &str) -> anyhow::Result<ForMerchant> {
        let merchant = Some(self.merchant(email)?);
        let actor = Actor { person: self.person(email)?, role: Role::Merchant, merchant, sign_in: None };
        Ok(actor.for_merchant(None)?)
    }

    async fn register(&mut self, player: &'static Player, deed: &Deed, meta: Meta) -> anyhow::Result<()> {
        let person = match self.people.get(player.email) {
            Some(person) => *person,
            None => {
                let registration = Registration {
                    name: player.name.to_owned(),
                    email: Email { written: player.email.to_owned(), folded: player.email.to_owned() },
                    password: Password::of_demo(player.password),
                    role: player.role,
                    business_name: player.business.map(str::to_owned),
                };
                let password_hash = self.hash(player.password).await?;
                let command = Register {
                    registration: &registration,
                    password_hash,
                    is_demo: true,
                    caller: None,
                    meta,
                };
                let made = execute_as_of(&self.kist.pool, &command, deed.at).await.map_err(failed)?.person;
                self.people.insert(player.email.to_owned(), made.id);
                if let Some(merchant) = made.merchant_id {
                    self.merchants.insert(made.id, merchant);
                }
                self.done.people += 1;
                made.id
            }
        };
        if player.role == Role::Admin {
            let actor = Actor { person, role: Role::Admin, merchant: None, sign_in: None };
            self.admin = Some(actor.as_admin()?);
        }
        Ok(())
    }

    async fn hash(&mut self, password: &'static str) -> anyhow::Result<String> {
        if let Some(hash) = self.hashes.get(password) {
            return Ok(hash.clone());
        }
        let hash = self.kist.doorkeeper.passwords().hash(&Password::of_demo(password)).await?;
        self.hashes.insert(password, hash.clone());
        Ok(hash)
    }

    /// Counts this application; whether a run before this one made it already.
    fn was_applied_for(&mut self, person: PersonId) -> bool {
        let counted = self.found.entry(person).or_insert(0);
        let made = self.loans.get(&person).is_some_and(|loans| loans.len() > *counted);
        *counted += 1;
        made
    }

    fn admin(&self) -> anyhow::Result<Admin> {
        self.admin.context("the admin has not been made yet")
    }

    fn person(&self, email: &str) -> anyhow::Result<PersonId> {
        self.people.get(email).copied().with_context(|| format!("{email} has not been made yet"))
    }

    fn borrower(&self, email: &str) -> anyhow::Result<Borrower> {
        let actor = Actor { person: self.person(email)?, role: Role::User, merchant: None, sign_in: None };
        Ok(actor.as_borrower()?)
    }

    fn merchant(&self, email: &str) -> anyhow::Result<MerchantId> {
        let merchant = self.merchants.get(&self.person(email)?).copied();
        merchant.with_context(|| format!("{email} is no merchant"))
    }

    fn holder(&self, email: &str) -> anyhow::Result<Holder> {
        let person = self.person(email)?;
        let merchant = self.merchants.get(&person).copied();
        let role = if merchant.is_some() { Role::Merchant } else { Role::User };
        Ok(Actor { person, role, merchant, sign_in: None }.as_holder()?)
    }

    fn loan(&self, email: &str, number: usize) -> anyhow::Result<LoanId> {
        let loans = self.loans.get(&self.person(email)?);
        loans
            .and_then(|loans| loans.get(number))
            .copied()
            .with_context(|| format!("{email} has no loan {number}"))
    }

    fn decision(&self, email: &str, number: usize) -> anyhow::Result<DecideBody> {
        let loan_id = Raw::Text(self.loan(email, number)?.to_string());
        Ok(DecideBody { loan_id, ..DecideBody::default() })
    }
}

/// Executes a command with a key; one that was executed long ago is as good.
async fn once<C: Command>(pool: &PgPool, deed: &Deed, command: &C) -> anyhow::Result<()> {
    match execute_as_of(pool, command, deed.at).await {
        Ok(_) | Err(Failure::Work(WorkError::KeySpent)) => Ok(()),
        Err(failure) => Err(failed(failure)),
    }
}

fn key(deed: &Deed) -> anyhow::Result<IdempotencyKey> {
    Ok(IdempotencyKey::parse(&deed.key)?)
}
