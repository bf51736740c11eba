use super::rows::{view, views};
use crate::{
    actor::{Admin, Borrower},
    calendar::business_date,
    explain::Explanation,
    id::{MerchantId, PersonId, PlanId},
    money::Paise,
    page::{Page, PageRequest, Place},
    plan::{
        PlanState,
        view::{OfferView, PlanView},
    },
    work::{Refused, business_now, refuse},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// Whose plans: a borrower's own, a merchant's sales, or everybody's.
#[derive(Clone, Copy, Debug)]
pub enum PlanReader {
    Borrower(PersonId),
    Merchant(MerchantId),
    All(Admin),
}

#[derive(Clone, Debug, Default)]
pub struct PlanFilter {
    pub status: Option<PlanState>,
    /// For admins.
    pub person: Option<PersonId>,
    pub merchant: Option<MerchantId>,
}

impl PlanReader {
    const fn only(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            PlanReader::Borrower(person) => (Some(person.0), None),
            PlanReader::Merchant(merchant) => (None, Some(merchant.0)),
            PlanReader::All(_) => (None, None),
        }
    }
}

/// Newest first.
pub async fn plans(
    pool: &PgPool,
    reader: PlanReader,
    filter: &PlanFilter,
    page: PageRequest,
) -> Result<Page<PlanView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let (own_person, own_merchant) = reader.only();
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select id from plan
          where ($1::uuid is null or person_id = $1) and ($2::uuid is null or merchant_id = $2) and ($3::text is null or status = $3)
            and ($4::uuid is null or person_id = $4) and ($5::uuid is null or merchant_id = $5)
        )
        select id as "id!" from (
          (select id from wanted where $6::uuid is null and id < coalesce($7::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $8 offset $9)
          union all
          (select id from wanted where $6::uuid is not null and id > $6 order by id limit $8)
        ) page
        "#,
        own_person,
        own_merchant,
        filter.status.map(PlanState::as_str),
        filter.person.map(|person| person.0),
        filter.merchant.map(|merchant| merchant.0),
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let mut conn = pool.acquire().await?;
    let rows = views(&mut conn, &ids, today).await?;
    Ok(page.page(rows, |plan: &PlanView| Place { at: 0, id: plan.id.0 }))
}

pub async fn plan(pool: &PgPool, reader: PlanReader, id: PlanId) -> Result<PlanView, Refused> {
    let today = business_date(business_now(pool).await?);
    let (person, merchant) = reader.only();
    sqlx::query_scalar!(
        "select id from plan where id = $1 and ($2::uuid is null or person_id = $2) and ($3::uuid is null or merchant_id = $3)",
        id.0,
        person,
        merchant,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let mut conn = pool.acquire().await?;
    Ok(view(&mut conn, id, today).await?)
}

/// Those of them that are within reach: as many questions for one as for a hundred.
pub async fn plans_by_id(
    pool: &PgPool,
    reader: PlanReader,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, PlanView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let (person, merchant) = reader.only();
    let seen = sqlx::query_scalar!(
        "select id from plan where id = any ($1) and ($2::uuid is null or person_id = $2) and ($3::uuid is null or merchant_id = $3)",
        ids,
        person,
        merchant,
    )
    .fetch_all(pool)
    .await?;
    let mut conn = pool.acquire().await?;
    Ok(views(&mut conn, &seen, today).await?.into_iter().map(|plan| (plan.id.0, plan)).collect())
}

/// What this borrower may buy on instalments now.
pub async fn offer(pool: &PgPool, borrower: Borrower) -> Result<OfferView, Refused> {
    let row = sqlx::query!(
        r#"
        select coalesce(s.credit_limit_paise, t.credit_limit_paise) as "limit!", t.min_instalments, t.max_instalments, t.days_between,
               coalesce((select sum(outstanding_paise) from plan where person_id = $1 and status = 'ACTIVE'), 0)::bigint as "used!"
        from plan_terms t left join standing s on s.person_id = $1
        "#,
        borrower.person().0,
    )
    .fetch_one(pool)
    .await?;
    let small = |number: i16| u16::try_from(number).unwrap_or_default();
    Ok(OfferView {
        available: Paise::new(row.limit.saturating_sub(row.used).max(0)),
        least_installments: small(row.min_instalments),
        most_installments: small(row.max_instalments),
        days_between: small(row.days_between),
    })
}
