//! People, as the admin sees them.

use super::{lists::loans_of, timeline::timeline};
use crate::{
    actor::{Admin, Role},
    calendar::business_date,
    explain::Explanation,
    id::PersonId,
    identity::pg::PersonRow,
    loan::view::{PersonPageView, PersonRowView},
    money::Paise,
    page::{Page, PageRequest, Place},
    wallet::{self, filter::TransactionFilter},
    work::{Refused, WorkError, business_now, refuse},
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use uuid::Uuid;

/// Newest first; `search` looks at name, address and id.
pub async fn people(
    pool: &PgPool,
    _admin: Admin,
    search: Option<&str>,
    role: Option<Role>,
    page: PageRequest,
) -> Result<Page<PersonRowView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let (older, newer) = (page.older_than(), page.newer_than());
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select id, created_at from person
          where ($1::text is null or strpos(lower(name), lower($1)) > 0 or strpos(email_folded, lower($1)) > 0 or id::text = lower($1))
            and ($2::text is null or role = $2)
        )
        select id as "id!" from (
          (select id from wanted where $3::uuid is null
             and (created_at, id) < (coalesce(to_timestamp_micros($6), 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by created_at desc, id desc limit $7 offset $8)
          union all
          (select id from wanted where $3::uuid is not null and (created_at, id) > (to_timestamp_micros($4), $3)
           order by created_at, id limit $7)
        ) page
        "#,
        search,
        role.map(Role::as_str),
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = load(pool, &ids, today).await?;
    Ok(page.page(views, |row| Place { at: row.person.created_at.timestamp_micros(), id: row.person.id.0 }))
}

pub async fn person_page(pool: &PgPool, _admin: Admin, id: PersonId) -> Result<PersonPageView, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = load(pool, &[id.0], today).await?.pop().ok_or_else(|| refuse(Explanation::not_found()))?;
    let latest = PageRequest { limit: 10, ..PageRequest::default() };
    let transactions = if row.wallet_balance.is_some() {
        wallet::pg::transactions(pool, id, &TransactionFilter::default(), latest).await?.items
    } else {
        Vec::new()
    };
    Ok(PersonPageView {
        row,
        loans: loans_of(pool, id, PageRequest::default()).await?.items,
        transactions,
        timeline: timeline(pool, id.0).await?,
    })
}

struct Row {
    id: Uuid,
    name: String,
    email: String,
    role: String,
    merchant_id: Option<Uuid>,
    is_active: bool,
    created_at: DateTime<Utc>,
    wallet: Option<i64>,
    open: i64,
    owed: i64,
    oldest_due: Option<NaiveDate>,
}

async fn load(pool: &PgPool, ids: &[Uuid], today: NaiveDate) -> Result<Vec<PersonRowView>, WorkError> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select p.id, p.name, p.email, p.role, m.id as "merchant_id?", p.is_active, p.created_at,
               a.balance as "wallet?", s.open as "open!", s.owed as "owed!", s.oldest_due
        from person p
        left join merchant m on m.person_id = p.id
        left join account a on a.owner_id = p.id and a.kind = 'wallet'
        cross join lateral (
          select count(*) filter (where l.status in ('APPLIED', 'APPROVED', 'ACTIVE')) as open,
                 coalesce(sum(l.principal_paise + l.total_interest_paise + l.penal_charged_paise
                              - l.principal_paid_paise - l.interest_paid_paise - l.penal_paid_paise)
                          filter (where l.status = 'ACTIVE'), 0)::bigint as owed,
                 min(l.next_due_on) as oldest_due
          from loan l where l.person_id = p.id
        ) s
        where p.id = any ($1)
        order by p.created_at desc, p.id desc
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PersonRowView {
                is_active: row.is_active,
                wallet_balance: row.wallet.map(Paise::new),
                open_loans: row.open,
                owed: Paise::new(row.owed),
                worst_days_past_due: row
                    .oldest_due
                    .map_or(0, |due| crate::calendar::days_between(due, today).max(0)),
                person: PersonRow {
                    id: row.id,
                    name: row.name,
                    email: row.email,
                    role: row.role,
                    merchant_id: row.merchant_id,
                    created_at: row.created_at,
                }
                .view()?,
            })
        })
        .collect()
}
