//! Loans and their parts for whoever shows many of them together. A question costs the same for one loan and for a
//! hundred; what is somebody else's is left out.

use super::{
    one::{RepaymentRow, schedule_with},
    rows::{LoanRow, instalments_of_all, loan_rows},
};
use crate::{
    actor::Reader,
    calendar::business_date,
    loan::view::{LoanView, RepaymentView, ScheduleRowView},
    work::{Refused, business_now},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

pub async fn loans_by_id(
    pool: &PgPool,
    reader: Reader,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, LoanView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let rows = visible(pool, reader, ids).await?;
    rows.iter().map(|row| Ok((row.id, row.view(today)?))).collect()
}

pub async fn schedules(
    pool: &PgPool,
    reader: Reader,
    loans: &[Uuid],
) -> Result<HashMap<Uuid, Vec<ScheduleRowView>>, Refused> {
    let today = business_date(business_now(pool).await?);
    let rows = visible(pool, reader, loans).await?;
    let seen: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut agreed = instalments_of_all(pool, &seen).await?;
    rows.iter()
        .map(|row| Ok((row.id, schedule_with(row, agreed.remove(&row.id).unwrap_or_default(), today)?)))
        .collect()
}

/// The newest of each loan, so many.
pub async fn newest_repayments(
    pool: &PgPool,
    reader: Reader,
    loans: &[Uuid],
    of_each: i64,
) -> Result<HashMap<Uuid, Vec<RepaymentView>>, Refused> {
    let rows = sqlx::query_as!(
        RepaymentRow,
        r#"
        select r.id, r.loan_id, r.amount_paise, r.kind, r.principal_paise, r.interest_paise, r.penal_paise,
               r.outstanding_after_paise, r.entry_id, r.created_at
        from loan l
        cross join lateral (select * from repayment where loan_id = l.id order by created_at desc, id desc limit $3) r
        where l.id = any ($1) and ($2::uuid is null or l.person_id = $2)
        order by r.created_at desc, r.id desc
        "#,
        loans,
        reader.only().map(|person| person.0),
        of_each,
    )
    .fetch_all(pool)
    .await?;
    let mut all: HashMap<Uuid, Vec<RepaymentView>> = HashMap::with_capacity(loans.len());
    for row in rows {
        all.entry(row.loan_id).or_default().push(row.view());
    }
    Ok(all)
}

async fn visible(pool: &PgPool, reader: Reader, ids: &[Uuid]) -> Result<Vec<LoanRow>, sqlx::Error> {
    loan_rows!(
        "where l.id = any ($1) and ($2::uuid is null or l.person_id = $2)",
        ids,
        reader.only().map(|person| person.0)
    )
    .fetch_all(pool)
    .await
}
