//! What paying and refunding does to a plan. Whoever comes here has locked the borrower's standing.

use super::{
    announce,
    rows::{InstalmentRow, state},
};
use crate::{
    debt::{pg::debt_accounts, postings::waived},
    id::{AccountId, InstalmentId, MerchantId, PersonId, PlanId},
    ledger::{account::AccountKind, debt::DebtAccounts, pg::post},
    money::{Paise, PositivePaise},
    plan::{
        PlanState, postings,
        split::{Part, Refund, refund},
    },
    webhook_out::EventKind,
    work::{Tx, WorkError},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// As it is locked.
pub(crate) struct LockedPlan {
    pub(crate) id: PlanId,
    pub(crate) person: PersonId,
    pub(crate) merchant: MerchantId,
    pub(crate) merchant_name: String,
    pub(crate) state: PlanState,
    /// Without charges.
    pub(crate) outstanding: Paise,
    pub(crate) paid: Paise,
    pub(crate) accounts: DebtAccounts,
    pub(crate) instalments: Vec<LockedInstalment>,
}

pub(crate) struct LockedInstalment {
    pub(crate) id: InstalmentId,
    pub(crate) part: Part,
    pub(crate) penal: Paise,
}

/// The plan of a payment.
pub(crate) async fn lock_plan(tx: &mut Tx, plan: PlanId) -> Result<LockedPlan, WorkError> {
    let mut found = lock(tx, &[plan.0]).await?;
    found.pop().ok_or(WorkError::Broken("a plan is gone"))
}

/// The borrower's plans that these instalments are of.
pub(crate) async fn lock_plans_of(
    tx: &mut Tx,
    person: PersonId,
    instalments: &[Uuid],
) -> Result<Vec<LockedPlan>, WorkError> {
    let ids = sqlx::query_scalar!(
        r#"
        select distinct i.plan_id from plan_instalment i join plan p on p.id = i.plan_id
        where i.id = any ($1) and p.person_id = $2
        "#,
        instalments,
        person.0,
    )
    .fetch_all(tx.conn())
    .await?;
    lock(tx, &ids).await
}

async fn lock(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<LockedPlan>, WorkError> {
    let plans = sqlx::query!(
        r#"
        select p.id, p.person_id, p.merchant_id, m.name as merchant_name, p.status, p.outstanding_paise, p.paid_paise,
               p.written_off_at
        from plan p join merchant m on m.id = p.merchant_id
        where p.id = any ($1) order by p.id for no key update of p
        "#,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = sqlx::query_as!(
        InstalmentRow,
        r#"
        select id, plan_id, number, due_on, amount_paise, refunded_paise, penal_paise, paid_at
        from plan_instalment where plan_id = any ($1) order by plan_id, number
        "#,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut locked = Vec::with_capacity(plans.len());
    for plan in plans {
        let instalments = rows.iter().filter(|row| row.plan_id == plan.id);
        let written_off = plan.written_off_at.is_some();
        locked.push(LockedPlan {
            id: PlanId(plan.id),
            person: PersonId(plan.person_id),
            merchant: MerchantId(plan.merchant_id),
            merchant_name: plan.merchant_name,
            state: state(&plan.status)?,
            outstanding: Paise::new(plan.outstanding_paise),
            paid: Paise::new(plan.paid_paise),
            accounts: debt_accounts(tx, plan.id, AccountKind::BnplReceivable, written_off).await?,
            instalments: instalments
                .map(|row| LockedInstalment {
                    id: InstalmentId(row.id),
                    part: row.part(),
                    penal: Paise::new(row.penal_paise),
                })
                .collect(),
        });
    }
    Ok(locked)
}

/// Pays these instalments with their charges. What they take: amount and charges.
pub(crate) async fn pay_instalments(
    tx: &mut Tx,
    plan: &LockedPlan,
    chosen: &[InstalmentId],
    wallet: AccountId,
) -> Result<(Paise, Paise), WorkError> {
    let chosen: Vec<&LockedInstalment> =
        plan.instalments.iter().filter(|one| chosen.contains(&one.id)).collect();
    let amount = chosen.iter().map(|one| one.part.left()).fold(Paise::ZERO, Paise::saturating_add);
    let penal = chosen.iter().map(|one| one.penal).fold(Paise::ZERO, Paise::saturating_add);
    let numbers: Vec<String> = chosen.iter().map(|one| one.part.number.to_string()).collect();
    let which = if numbers.len() == 1 { "Instalment" } else { "Instalments" };
    let words = format!("{which} {} to {}", numbers.join(", "), plan.merchant_name);
    let entry = postings::paid(plan.id, &words, wallet, plan.accounts, amount, penal)
        .map_err(|_| WorkError::Broken("an instalment does not balance"))?;
    let entry = post(tx, &entry).await?;
    let now = tx.now();
    let ids: Vec<Uuid> = chosen.iter().map(|one| one.id.0).collect();
    sqlx::query!(
        "update plan_instalment set paid_at = $2, entry_id = $3 where id = any ($1)",
        &ids,
        now,
        entry.0,
    )
    .execute(tx.conn())
    .await?;
    let left = plan.outstanding.saturating_sub(amount);
    let next = plan.state.after(left, false);
    write(tx, plan.id, next, left, plan.paid.saturating_add(amount), now).await?;
    announce::plan(tx, plan.id, EventKind::PlanInstallmentPaid).await?;
    if next != plan.state {
        announce::plan(tx, plan.id, EventKind::PlanCompleted).await?;
    }
    Ok((amount, penal))
}

/// What a refund of so much does: off the unpaid instalments from the last backwards, the rest for the wallet. Charges on what is no
/// longer owed at all are waived. The caller posts the refund itself, over the split that this returns.
pub(crate) async fn credit_refund(
    tx: &mut Tx,
    plan: &LockedPlan,
    amount: PositivePaise,
    all_refunded: bool,
) -> Result<(Refund, PlanState), WorkError> {
    let parts: Vec<Part> = plan.instalments.iter().map(|one| one.part).collect();
    let split = refund(&parts, amount);
    let mut gone = Paise::ZERO;
    for (number, off) in &split.off {
        let Some(one) = plan.instalments.iter().find(|one| one.part.number == *number) else { continue };
        // Of a plan that was written off the charges are in the loss.
        let is_gone = *off == one.part.left() && !plan.accounts.written_off;
        if is_gone {
            gone = gone.saturating_add(one.penal);
        }
        sqlx::query!(
            r#"
            update plan_instalment set refunded_paise = refunded_paise + $2, penal_paise = case when $3 then 0 else penal_paise end,
                                       penal_exact = case when $3 then 0 else penal_exact end
            where id = $1
            "#,
            one.id.0,
            off.get(),
            is_gone,
        )
        .execute(tx.conn())
        .await?;
    }
    waive(tx, plan, gone).await?;
    let left = plan.outstanding.saturating_sub(split.to_plan);
    let next = plan.state.after(left, all_refunded);
    let now = tx.now();
    write(tx, plan.id, next, left, plan.paid, now).await?;
    Ok((split, next))
}

/// Tells of a plan that a refund has ended.
pub(crate) async fn announce_end(tx: &mut Tx, plan: &LockedPlan, next: PlanState) -> Result<(), WorkError> {
    let kind = match next {
        PlanState::Cancelled if plan.state != PlanState::Cancelled => EventKind::PlanCancelled,
        PlanState::Completed if plan.state != PlanState::Completed => EventKind::PlanCompleted,
        PlanState::Active | PlanState::Completed | PlanState::Cancelled => return Ok(()),
    };
    announce::plan(tx, plan.id, kind).await
}

async fn waive(tx: &mut Tx, plan: &LockedPlan, penal: Paise) -> Result<(), WorkError> {
    let Some(dues) = plan.accounts.dues.filter(|_| penal.is_positive()) else { return Ok(()) };
    let entry = waived(plan.id.0, dues, penal).map_err(|_| WorkError::Broken("a waiver does not balance"))?;
    post(tx, &entry).await?;
    Ok(())
}

async fn write(
    tx: &mut Tx,
    plan: PlanId,
    state: PlanState,
    outstanding: Paise,
    paid: Paise,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        update plan set outstanding_paise = $2, paid_paise = $3, status = $4, updated_at = $5,
                        ended_at = case when $4 = 'ACTIVE' then null else coalesce(ended_at, $5) end
        where id = $1
        "#,
        plan.0,
        outstanding.get(),
        paid.get(),
        state.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
