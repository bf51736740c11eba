//! Loans in lists: a person's own, all of them, and the queue.

use super::rows::{LoanRow, loan_rows};
use crate::{
    actor::Admin,
    calendar::business_date,
    id::PersonId,
    loan::{
        state::LoanState,
        view::{ApplicationView, LoanView},
    },
    page::{Page, PageRequest, Place},
    work::{Refused, WorkError, business_now},
};
use chrono::NaiveDate;
use sqlx::PgPool;
use uuid::Uuid;

/// Which loans an admin wants to see.
#[derive(Clone, Debug, Default)]
pub struct LoanFilter {
    pub status: Option<LoanState>,
    /// Only those with something overdue.
    pub overdue: bool,
    /// Part of the borrower's name or e-mail address, or a loan's id.
    pub search: Option<String>,
}

/// A person's own, newest first.
pub async fn loans_of(pool: &PgPool, person: PersonId, page: PageRequest) -> Result<Page<LoanView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let ids = newest(pool, Some(person), &LoanFilter::default(), today, page).await?;
    let rows = load(pool, &ids).await?;
    paged(page, rows, |row| row.view(today))
}

pub async fn all_loans(
    pool: &PgPool,
    _admin: Admin,
    filter: &LoanFilter,
    page: PageRequest,
) -> Result<Page<ApplicationView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let ids = newest(pool, None, filter, today, page).await?;
    let rows = load(pool, &ids).await?;
    paged(page, rows, |row| application(row, today))
}

/// Applications that wait for a decision: who came first is decided first. A queue has one direction, so
/// the next page is the younger one.
pub async fn pending(
    pool: &PgPool,
    _admin: Admin,
    page: PageRequest,
) -> Result<Page<ApplicationView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let after = page.older_than();
    let rows = loan_rows!(
        r#"
        where l.status = 'APPLIED'
          and (l.created_at, l.id) > (coalesce(to_timestamp_micros($2), '-infinity'), coalesce($1::uuid, '00000000-0000-0000-0000-000000000000'))
        order by l.created_at, l.id limit $3 offset $4
        "#,
        after.map(|place| place.id),
        after.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let mut found = paged(page, rows, |row| application(row, today))?;
    found.newer = None;
    Ok(found)
}

async fn newest(
    pool: &PgPool,
    person: Option<PersonId>,
    filter: &LoanFilter,
    today: NaiveDate,
    page: PageRequest,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let (older, newer) = (page.older_than(), page.newer_than());
    sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select l.id, l.created_at from loan l join person p on p.id = l.person_id
          where ($1::uuid is null or l.person_id = $1)
            and ($2::text is null or l.status = $2)
            and (not $3 or (l.status = 'ACTIVE' and l.next_due_on < $4))
            and ($5::text is null or strpos(lower(p.name), lower($5)) > 0 or strpos(p.email_folded, lower($5)) > 0 or l.id::text = lower($5))
        )
        select id as "id!" from (
          (select id from wanted where $6::uuid is null
             and (created_at, id) < (coalesce(to_timestamp_micros($9), 'infinity'), coalesce($8::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by created_at desc, id desc limit $10 offset $11)
          union all
          (select id from wanted where $6::uuid is not null and (created_at, id) > (to_timestamp_micros($7), $6)
           order by created_at, id limit $10)
        ) page
        "#,
        person.map(|person| person.0),
        filter.status.map(LoanState::as_str),
        filter.overdue,
        today,
        filter.search,
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await
}

/// Newest first.
pub(super) async fn load(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<LoanRow>, sqlx::Error> {
    loan_rows!("where l.id = any ($1) order by l.created_at desc, l.id desc", ids).fetch_all(pool).await
}

fn application(row: &LoanRow, today: NaiveDate) -> Result<ApplicationView, WorkError> {
    Ok(ApplicationView { loan: row.view(today)?, applicant_name: row.borrower_name.clone() })
}

fn paged<T>(
    page: PageRequest,
    rows: Vec<LoanRow>,
    view: impl Fn(&LoanRow) -> Result<T, WorkError>,
) -> Result<Page<T>, Refused> {
    let found = page.page(rows, |row| Place { at: row.created_at.timestamp_micros(), id: row.id });
    let items = found.items.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { items, older: found.older, newer: found.newer })
}
