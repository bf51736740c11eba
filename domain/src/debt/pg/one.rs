use super::standing::{class, standing};
use crate::{
    calendar::{business_date, days_between},
    debt::{
        Standing,
        view::{DebtView, OverdueView},
    },
    explain::Explanation,
    id::{InstalmentId, LoanId, PersonId, PlanId},
    loan::{
        pg::due_rows,
        position::{Paid, Position},
    },
    money::Paise,
    work::{Refused, business_now, refuse},
};
use chrono::NaiveDate;
use sqlx::PgPool;
use uuid::Uuid;

/// What this borrower owes and did not pay in time, as of now: what fell due yesterday is in it, also before yesterday's end was
/// run.
pub async fn debt(pool: &PgPool, person: PersonId) -> Result<DebtView, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = sqlx::query!("select status, class from standing where person_id = $1", person.0)
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| refuse(Explanation::not_found()))?;
    let mut overdue = of_loans(pool, person, today).await?;
    overdue.extend(of_plans(pool, person, today).await?);
    overdue.sort_by_key(|one| (one.due_date, one.id));
    let total = overdue.iter().map(|one| one.amount_due).fold(Paise::ZERO, Paise::saturating_add);
    let stored = standing(&row.status)?;
    Ok(DebtView {
        user_id: person,
        has_overdue: !overdue.is_empty(),
        total_debt: total,
        user_status: if overdue.is_empty() { stored } else { Standing::Debtor },
        overdue_installments: overdue,
        class: class(&row.class)?,
    })
}

async fn of_loans(pool: &PgPool, person: PersonId, today: NaiveDate) -> Result<Vec<OverdueView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select l.id, l.principal_paise, l.disbursed_on as "disbursed_on!", l.principal_paid_paise, l.interest_paid_paise, l.penal_charged_paise,
               l.penal_paid_paise, i.ids as "ids!", i.due_on as "due_on!", i.principal as "principal!", i.interest as "interest!"
        from loan l
        join lateral (
          select array_agg(i.id order by i.number) as ids, array_agg(i.due_on order by i.number) as due_on,
                 array_agg(i.principal_paise order by i.number) as principal, array_agg(i.interest_paise order by i.number) as interest
          from instalment i where i.loan_id = l.id
        ) i on true
        where l.person_id = $1 and l.status = 'ACTIVE' and l.next_due_on < $2
        "#,
        person.0,
        today,
    )
    .fetch_all(pool)
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let position = Position {
            disbursed_on: row.disbursed_on,
            rows: due_rows(row.due_on, row.principal, row.interest),
            paid: Paid {
                principal: Paise::new(row.principal_paid_paise),
                interest: Paise::new(row.interest_paid_paise),
                penal: Paise::new(row.penal_paid_paise),
            },
            penal_charged: Paise::new(row.penal_charged_paise),
            principal_lent: Paise::new(row.principal_paise),
        };
        found.extend(overdue_rows(LoanId(row.id), &row.ids, &position, today));
    }
    Ok(found)
}

/// All charges of a loan are with its oldest instalment: they are paid before anything else.
pub(super) fn overdue_rows(
    loan: LoanId,
    ids: &[Uuid],
    position: &Position,
    today: NaiveDate,
) -> Vec<OverdueView> {
    let mut charges = position.left().penal;
    let states = position.row_states(today);
    let overdue = ids.iter().zip(states).filter(|(_, row)| row.days_past_due > 0);
    overdue
        .map(|(id, row)| {
            let left = row.left();
            let penal = std::mem::replace(&mut charges, Paise::ZERO);
            OverdueView {
                id: InstalmentId(*id),
                plan_id: None,
                loan_id: Some(loan),
                number: i16::try_from(row.number).unwrap_or(i16::MAX),
                amount_due: left.saturating_add(penal),
                penalty_amount: penal,
                due_date: row.due_date,
                days_overdue: row.days_past_due,
            }
        })
        .collect()
}

async fn of_plans(pool: &PgPool, person: PersonId, today: NaiveDate) -> Result<Vec<OverdueView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select i.id, i.plan_id, i.number, i.due_on, i.amount_paise - i.refunded_paise as "left!", i.penal_paise
        from plan p join plan_instalment i on i.plan_id = p.id
        where p.person_id = $1 and p.status = 'ACTIVE' and i.paid_at is null and i.refunded_paise < i.amount_paise and i.due_on < $2
        "#,
        person.0,
        today,
    )
    .fetch_all(pool)
    .await?;
    let overdue = rows.into_iter().map(|row| OverdueView {
        id: InstalmentId(row.id),
        plan_id: Some(PlanId(row.plan_id)),
        loan_id: None,
        number: row.number,
        amount_due: Paise::new(row.left).saturating_add(Paise::new(row.penal_paise)),
        penalty_amount: Paise::new(row.penal_paise),
        due_date: row.due_on,
        days_overdue: days_between(row.due_on, today),
    });
    Ok(overdue.collect())
}
