use super::rows::{RefundRow, refund_rows};
use crate::{
    actor::{Admin, Borrower},
    explain::Explanation,
    id::{MerchantId, PersonId, PlanId, RefundId},
    money::Paise,
    page::{Page, PageRequest, Place},
    payment::{
        RefundState,
        view::{PurchaseView, RefundView},
    },
    work::{Refused, WorkError, refuse},
};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// Whose refunds: of what a borrower paid, of what a merchant sold, or everybody's.
#[derive(Clone, Copy, Debug)]
pub enum RefundReader {
    Payer(PersonId),
    Merchant(MerchantId),
    All(Admin),
}

#[derive(Clone, Debug, Default)]
pub struct RefundFilter {
    pub status: Option<RefundState>,
    /// A payment or a plan.
    pub transaction: Option<Uuid>,
    /// For admins.
    pub merchant: Option<MerchantId>,
}

impl RefundReader {
    const fn only(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            RefundReader::Payer(person) => (Some(person.0), None),
            RefundReader::Merchant(merchant) => (None, Some(merchant.0)),
            RefundReader::All(_) => (None, None),
        }
    }
}

/// Newest first.
pub async fn refunds(
    pool: &PgPool,
    reader: RefundReader,
    filter: &RefundFilter,
    page: PageRequest,
) -> Result<Page<RefundView>, Refused> {
    let (payer, merchant) = reader.only();
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select r.id from refund r
          where ($1::uuid is null or r.payer_id = $1) and ($2::uuid is null or r.merchant_id = $2) and ($3::text is null or r.status = $3)
            and ($4::uuid is null or r.payment_id = $4 or r.plan_id = $4) and ($9::uuid is null or r.merchant_id = $9)
        )
        select id as "id!" from (
          (select id from wanted where $5::uuid is null and id < coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $7 offset $8)
          union all
          (select id from wanted where $5::uuid is not null and id > $5 order by id limit $7)
        ) page
        "#,
        payer,
        merchant,
        filter.status.map(RefundState::as_str),
        filter.transaction,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
        filter.merchant.map(|merchant| merchant.0),
    )
    .fetch_all(pool)
    .await?;
    let rows = refund_rows!("where r.id = any ($1) order by r.id desc", &ids).fetch_all(pool).await?;
    let views: Result<Vec<RefundView>, WorkError> = rows.into_iter().map(RefundRow::view).collect();
    Ok(page.page(views?, |refund: &RefundView| Place { at: 0, id: refund.id.0 }))
}

pub async fn refund(pool: &PgPool, reader: RefundReader, id: RefundId) -> Result<RefundView, Refused> {
    let (payer, merchant) = reader.only();
    let row = refund_rows!(
        r#"
        where r.id = $1 and ($2::uuid is null or r.payer_id = $2) and ($3::uuid is null or r.merchant_id = $3)
        "#,
        id.0,
        payer,
        merchant,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    Ok(row.view()?)
}

/// The newest of each of these payments, so many: one question, however many payments.
pub async fn newest_refunds(
    pool: &PgPool,
    reader: RefundReader,
    payments: &[Uuid],
    of_each: i64,
) -> Result<HashMap<Uuid, Vec<RefundView>>, Refused> {
    let (payer, merchant) = reader.only();
    let rows = refund_rows!(
        r#"
        where r.id = any (
          select newest.id from unnest($1::uuid[]) as wanted (id)
          cross join lateral (
            select n.id from refund n
            where n.payment_id = wanted.id and ($2::uuid is null or n.payer_id = $2) and ($3::uuid is null or n.merchant_id = $3)
            order by n.id desc limit $4
          ) newest
        )
        order by r.id desc
        "#,
        payments,
        payer,
        merchant,
        of_each,
    )
    .fetch_all(pool)
    .await?;
    let mut all: HashMap<Uuid, Vec<RefundView>> = HashMap::with_capacity(payments.len());
    for row in rows {
        let refund = row.view()?;
        all.entry(refund.payment_id.0).or_default().push(refund);
    }
    Ok(all)
}

/// What a borrower bought and can ask back, newest first: the last fifty.
pub async fn purchases(pool: &PgPool, borrower: Borrower) -> Result<Vec<PurchaseView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select p.id, q.id as "plan_id?", m.name, p.description, p.amount_paise, p.reserved_paise, p.created_at
        from payment p join merchant m on m.id = p.merchant_id left join plan q on q.payment_id = p.id
        where p.payer_id = $1 and p.status = 'SUCCESS' and p.reserved_paise < p.amount_paise
        order by p.id desc limit 50
        "#,
        borrower.person().0,
    )
    .fetch_all(pool)
    .await?;
    let purchases = rows.into_iter().map(|row| PurchaseView {
        transaction_id: row.plan_id.unwrap_or(row.id),
        plan_id: row.plan_id.map(PlanId),
        merchant_name: row.name,
        description: row.description,
        amount: Paise::new(row.amount_paise),
        refundable_amount: Paise::new(row.amount_paise.saturating_sub(row.reserved_paise)),
        created_at: row.created_at,
    });
    Ok(purchases.collect())
}
