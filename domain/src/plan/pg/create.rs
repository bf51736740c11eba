//! A borrower buys now and pays later: the purchase, the merchant's money and the instalments are one transaction.

use super::{announce, money::pay_instalments, rows::view};
use crate::{
    actor::{Admin, Borrower},
    debt::{
        Standing,
        pg::{lends, overdue_of, up_to_date},
    },
    explain::Explanation,
    id::{InstalmentId, PaymentId, PersonId, PlanId},
    ledger::{
        account::AccountKind,
        pg::{lock_merchant, open, post},
    },
    merchant::{error::MerchantRefused, pg::must_be_active},
    money::Paise,
    payment::{
        PaymentState,
        fee::fee,
        pg::{announce_payment, payable_by_plan},
    },
    plan::{
        body::{PlanBody, Wish},
        error::PlanRefused,
        postings::financed,
        split::{Part, instalments},
        view::PlanView,
    },
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError, refuse},
};
use serde_json::json;
use uuid::Uuid;

/// Who buys: a borrower, or an admin in a borrower's name.
#[derive(Clone, Copy, Debug)]
enum For {
    Oneself(Borrower),
    Another(Admin, PersonId),
}

pub struct CreatePlan {
    buyer: For,
    wish: Wish,
    claim: Claim,
    meta: Meta,
}

pub type PlanCreated = Replayable<PlanView>;

impl PlanBody {
    /// A borrower buys for itself, whatever it says; one who names another is refused.
    pub fn parse(&self, buyer: Borrower, key: IdempotencyKey, meta: Meta) -> Result<CreatePlan, Explanation> {
        if !self.user_id.is_missing() && self.user_id.id::<PersonId>("user_id")? != buyer.person() {
            return Err(Explanation::not_authorized());
        }
        self.command(For::Oneself(buyer), buyer.person(), key, meta)
    }

    pub fn parse_for(
        &self,
        admin: Admin,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<CreatePlan, Explanation> {
        let person = self.user_id.id("user_id")?;
        self.command(For::Another(admin, person), person, key, meta)
    }

    fn command(
        &self,
        buyer: For,
        person: PersonId,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<CreatePlan, Explanation> {
        let wish = self.read()?;
        let asked = (
            wish.merchant,
            wish.total.get(),
            wish.count,
            wish.pay_first_now,
            wish.payment,
            &wish.description,
        );
        let claim = Claim::new(person.0, key, &asked);
        Ok(CreatePlan { buyer, wish, claim, meta })
    }
}

/// The settings.
struct Terms {
    limit: i64,
    least: u16,
    most: u16,
    days: u16,
    fee_bps: u16,
}

impl Command for CreatePlan {
    const NAME: &'static str = "plan.create";
    type Output = PlanCreated;
    type Refusal = PlanRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(match self.buyer {
            For::Oneself(borrower) => borrower.person(),
            For::Another(admin, _) => admin.person(),
        })
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<PlanCreated, Failure<PlanRefused>> {
        let (person, today) = (self.person(), tx.today());
        self.must_not_be_in_debt(tx).await?;
        let terms = terms(tx).await?;
        if !(terms.least..=terms.most).contains(&self.wish.count) {
            return Err(refuse(PlanRefused::Count { least: terms.least, most: terms.most }));
        }
        let parts = instalments(self.wish.total, self.wish.count, terms.days, self.wish.pay_first_now, today)
            .ok_or(refuse(PlanRefused::TooSmall))?;
        // The payment, then the standing, then the merchant: as everybody locks.
        if let Some(payment) = self.wish.payment {
            self.must_be_this_purchase(tx, payment).await?;
        }
        self.may_buy(tx, &terms).await?;
        must_be_active(tx, self.wish.merchant).await.map_err(of_merchant)?;
        let id = PlanId::new();
        let first = parts.first().map_or(today, |part| part.due_on);
        let ids = self.write(tx, id, &parts, &terms).await?;
        lends(tx, person, first).await?;
        if self.wish.pay_first_now {
            self.pay_first(tx, id, ids.first().copied()).await?;
        }
        let view = view(tx.conn(), id, today).await?;
        tx.record(
            Record::of("plan", id.0)
                .after(json!({
                    "status": view.status,
                    "total": view.total_amount,
                    "installments": view.installments.len(),
                    "merchant": view.merchant_id,
                    "outstanding": view.outstanding_amount,
                }))
                .tells(person.0)
                .tells(self.wish.merchant.0),
        );
        Ok(Replayable::first(tx, view)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<PlanCreated, WorkError> {
        Replayable::again(stored)
    }
}

impl CreatePlan {
    const fn person(&self) -> PersonId {
        match self.buyer {
            For::Oneself(borrower) => borrower.person(),
            For::Another(_, person) => person,
        }
    }

    /// A first look, so that a debtor hears that before anything else; it is looked at again under the lock.
    async fn must_not_be_in_debt(&self, tx: &mut Tx) -> Result<(), Failure<PlanRefused>> {
        let (person, today) = (self.person(), tx.today());
        let overdue = overdue_of(tx.conn(), person, None, today).await?;
        if overdue.is_positive() { Err(refuse(PlanRefused::InDebt { overdue })) } else { Ok(()) }
    }

    async fn must_be_this_purchase(
        &self,
        tx: &mut Tx,
        payment: PaymentId,
    ) -> Result<(), Failure<PlanRefused>> {
        let payable = payable_by_plan(tx, payment).await.map_err(of_payment)?;
        if payable.0 != self.wish.merchant || payable.1 != self.wish.total.get() {
            return Err(refuse(PlanRefused::OtherPurchase));
        }
        Ok(())
    }

    /// In good standing, and within the limit: asked while the standing is locked, so that two plans at once cannot both be the
    /// one that still fits.
    async fn may_buy(&self, tx: &mut Tx, terms: &Terms) -> Result<(), Failure<PlanRefused>> {
        let (person, today) = (self.person(), tx.today());
        let standing = up_to_date(tx, person).await?.ok_or(refuse(PlanRefused::NoBorrower))?;
        let row = sqlx::query!(
            r#"
            select (select is_active from person where id = $1) as "is_active!",
                   coalesce((select sum(outstanding_paise) from plan where person_id = $1 and status = 'ACTIVE'), 0)::bigint as "used!"
            "#,
            person.0,
        )
        .fetch_one(tx.conn())
        .await?;
        if !row.is_active {
            return Err(refuse(PlanRefused::Closed));
        }
        let overdue = overdue_of(tx.conn(), person, None, today).await?;
        if standing.standing == Standing::Debtor || overdue.is_positive() {
            return Err(refuse(PlanRefused::InDebt { overdue }));
        }
        let limit = standing.credit_limit.unwrap_or(terms.limit);
        let left = Paise::new(limit.saturating_sub(row.used).max(0));
        let requested = self.wish.total.get();
        if requested > left {
            return Err(refuse(PlanRefused::OverLimit { left, requested }));
        }
        Ok(())
    }

    /// The purchase is paid, the merchant has its money, the borrower owes it.
    async fn write(
        &self,
        tx: &mut Tx,
        id: PlanId,
        parts: &[Part],
        terms: &Terms,
    ) -> Result<Vec<InstalmentId>, Failure<PlanRefused>> {
        let (person, now, total) = (self.person(), tx.now(), self.wish.total);
        let fee = fee(total, terms.fee_bps);
        let payment = self.purchase(tx, fee).await?;
        sqlx::query!(
            r#"
            insert into plan (id, payment_id, person_id, merchant_id, total_paise, instalment_count, outstanding_paise, status, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $5, 'ACTIVE', $7, $7)
            "#,
            id.0,
            payment.0,
            person.0,
            self.wish.merchant.0,
            total.get().get(),
            i16::try_from(parts.len()).unwrap_or(i16::MAX),
            now,
        )
        .execute(tx.conn())
        .await?;
        let ids: Vec<InstalmentId> = parts.iter().map(|_| InstalmentId::new()).collect();
        sqlx::query!(
            r#"
            insert into plan_instalment (id, plan_id, number, due_on, amount_paise)
            select id, $1, number, due_on, amount from unnest($2::uuid[], $3::smallint[], $4::date[], $5::bigint[]) as new (id, number, due_on, amount)
            "#,
            id.0,
            &ids.iter().map(|id| id.0).collect::<Vec<Uuid>>(),
            &parts.iter().map(|part| i16::try_from(part.number).unwrap_or(i16::MAX)).collect::<Vec<_>>(),
            &parts.iter().map(|part| part.due_on).collect::<Vec<_>>(),
            &parts.iter().map(|part| part.amount.get()).collect::<Vec<_>>(),
        )
        .execute(tx.conn())
        .await?;
        let receivable = open(tx, AccountKind::BnplReceivable, id.0).await?;
        // With the wallet, of which the first instalment may be paid: all accounts in their order.
        let (merchant, _) = lock_merchant(tx, self.wish.merchant, Some(person)).await?;
        let words = self.wish.description.as_deref().map_or_else(
            || format!("Purchase in {} instalments", parts.len()),
            |what| format!("{what}, in {} instalments", parts.len()),
        );
        let entry = financed(payment, &words, receivable, merchant, total, fee)
            .map_err(|_| WorkError::Broken("a purchase does not balance"))?;
        post(tx, &entry).await?;
        announce_payment(tx, payment, EventKind::PaymentSucceeded).await?;
        announce::plan(tx, id, EventKind::PlanCreated).await?;
        Ok(ids)
    }

    /// The payment that it is for becomes paid; without one the purchase is a payment of its own, paid as it is made, so that
    /// merchants see one list of sales, and every refund counts against one bound.
    async fn purchase(&self, tx: &mut Tx, fee: Paise) -> Result<PaymentId, Failure<PlanRefused>> {
        let (person, now) = (self.person(), tx.now());
        if let Some(payment) = self.wish.payment {
            // Two steps, as its states have it; nobody sees the one between.
            for status in [PaymentState::Processing, PaymentState::Success] {
                sqlx::query!(
                    "update payment set status = $2, way = 'plan', gateway = null, payer_id = $3, fee_paise = $4, updated_at = $5 where id = $1",
                    payment.0,
                    status.as_str(),
                    person.0,
                    fee.get(),
                    now,
                )
                .execute(tx.conn())
                .await?;
            }
            return Ok(payment);
        }
        let payment = PaymentId::new();
        sqlx::query!(
            r#"
            insert into payment (id, merchant_id, amount_paise, status, description, way, payer_id, fee_paise, idempotency_key, expires_at, created_at, updated_at)
            values ($1, $2, $3, 'SUCCESS', $4, 'plan', $5, $6, $7, $8, $8, $8)
            "#,
            payment.0,
            self.wish.merchant.0,
            self.wish.total.get().get(),
            self.wish.description,
            person.0,
            fee.get(),
            self.claim.key.as_str(),
            now,
        )
        .execute(tx.conn())
        .await?;
        Ok(payment)
    }

    /// From the wallet, if it holds so much; else it stays due today.
    async fn pay_first(
        &self,
        tx: &mut Tx,
        id: PlanId,
        first: Option<InstalmentId>,
    ) -> Result<(), Failure<PlanRefused>> {
        let plan = super::money::lock_plan(tx, id).await?;
        let asks = plan.instalments.first().map_or(Paise::ZERO, |one| one.part.left());
        let wallet = sqlx::query!(
            "select id, balance from account where owner_id = $1 and kind = 'wallet' for no key update",
            plan.person.0
        )
        .fetch_one(tx.conn())
        .await?;
        if let Some(first) = first.filter(|_| wallet.balance >= asks.get()) {
            pay_instalments(tx, &plan, &[first], crate::id::AccountId(wallet.id)).await?;
        }
        Ok(())
    }
}

async fn terms(tx: &mut Tx) -> Result<Terms, WorkError> {
    let row = sqlx::query!(
        "select credit_limit_paise, min_instalments, max_instalments, days_between, fee_bps from plan_terms"
    )
    .fetch_one(tx.conn())
    .await?;
    let small = |number: i16| u16::try_from(number).unwrap_or_default();
    Ok(Terms {
        limit: row.credit_limit_paise,
        least: small(row.min_instalments),
        most: small(row.max_instalments),
        days: small(row.days_between),
        fee_bps: small(row.fee_bps),
    })
}

pub(super) fn of_merchant(failure: Failure<MerchantRefused>) -> Failure<PlanRefused> {
    match failure {
        Failure::Refused(MerchantRefused::NotFound) => Failure::Refused(PlanRefused::NoMerchant),
        Failure::Refused(why) => Failure::Refused(PlanRefused::Merchant(why)),
        Failure::Work(error) => Failure::Work(error),
    }
}

fn of_payment(failure: Failure<crate::payment::error::PaymentRefused>) -> Failure<PlanRefused> {
    match failure {
        Failure::Refused(why) => Failure::Refused(PlanRefused::Payment(why)),
        Failure::Work(error) => Failure::Work(error),
    }
}
