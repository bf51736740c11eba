//! The applicant beside the application: what they hold, owe and paid late, and each rule with its answer.

use super::{
    apply::facts,
    lists::load,
    one::find,
    rows::{limits_in, views},
};
use crate::{
    actor::{Admin, Reader},
    calendar::business_date,
    id::{LoanId, PersonId},
    identity::pg::PersonRow,
    loan::{eligibility::answers, view::ApplicantView},
    money::Paise,
    work::{Refused, business_now},
};
use sqlx::PgPool;

pub async fn applicant(pool: &PgPool, admin: Admin, id: LoanId) -> Result<ApplicantView, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = find(pool, Reader::All(admin), id).await?;
    let person = sqlx::query!(
        r#"
        select p.id, p.name, p.email, p.role, p.is_active, p.created_at, m.id as "merchant_id?",
               coalesce((select a.balance from account a where a.owner_id = p.id and a.kind = 'wallet'), 0) as "wallet!",
               (select count(i.settled_on) from loan l join instalment i on i.loan_id = l.id where l.person_id = p.id) as "paid!",
               (select count(*) from loan l join instalment i on i.loan_id = l.id
                where l.person_id = p.id and i.settled_on > i.due_on) as "late!"
        from person p left join merchant m on m.person_id = p.id
        where p.id = $1
        "#,
        row.person_id,
    )
    .fetch_one(pool)
    .await?;
    let ids = sqlx::query_scalar!(
        "select id from loan where person_id = $1 and id <> $2 limit 200",
        row.person_id,
        row.id
    )
    .fetch_all(pool)
    .await?;
    let others = load(pool, &ids).await?;
    let other_loans = views(&others, today)?;
    let facts = {
        let mut connection = pool.acquire().await?;
        facts(&mut connection, PersonId(row.person_id), Some(id), person.is_active, today).await?
    };
    let limits = limits_in(pool).await?;
    let active = other_loans.iter().filter(|loan| loan.disbursed_on.is_some());
    Ok(ApplicantView {
        loan: row.view(today)?,
        rules: answers(&limits, &row.terms()?, &facts),
        is_active: person.is_active,
        today,
        wallet_balance: Paise::new(person.wallet),
        owed: active.clone().fold(Paise::ZERO, |sum, loan| sum.saturating_add(loan.outstanding_amount)),
        overdue: facts.overdue,
        worst_days_past_due: active.map(|loan| loan.days_past_due).max().unwrap_or(0),
        instalments_paid: person.paid,
        instalments_paid_late: person.late,
        other_loans,
        person: PersonRow {
            id: person.id,
            name: person.name,
            email: person.email,
            role: person.role,
            merchant_id: person.merchant_id,
            created_at: person.created_at,
        }
        .view()?,
    })
}
