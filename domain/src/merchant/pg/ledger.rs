//! What a merchant has available and held, and its ledger: the legs of the account of what is available.

use crate::{
    actor::{ForMerchant, MerchantUser},
    calendar::{end_of_day, start_of_day},
    explain::Explanation,
    id::{EntryId, MerchantId},
    ledger::kind::EntryKind,
    merchant::{
        filter::LedgerFilter,
        view::{EntryType, LedgerLineView, MerchantBalanceView, MerchantHomeView},
    },
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

/// The lines of a merchant's first page.
const LAST_LINES: i64 = 8;

pub async fn balance(pool: &PgPool, of: ForMerchant) -> Result<MerchantBalanceView, Refused> {
    Ok(standing(pool, of.merchant()).await?.balance)
}

struct Standing {
    balance: MerchantBalanceView,
    name: String,
    is_active: bool,
}

async fn standing(pool: &PgPool, merchant: MerchantId) -> Result<Standing, Refused> {
    let row = sqlx::query!(
        r#"
        select m.name, m.is_active, a.balance as available, h.balance as held, r.balance as owed
        from merchant m
        join account a on a.owner_id = m.id and a.kind = 'merchant_available'
        join account h on h.owner_id = m.id and h.kind = 'merchant_held'
        join account r on r.owner_id = m.id and r.kind = 'merchant_receivable'
        where m.id = $1
        "#,
        merchant.0,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let (available, held) = (Paise::new(row.available), Paise::new(row.held));
    let total = available.checked_add(held).ok_or(WorkError::Broken("a merchant holds too much"))?;
    let balance =
        MerchantBalanceView { merchant_id: merchant, available, held, total, owed: Paise::new(row.owed) };
    Ok(Standing { balance, name: row.name, is_active: row.is_active })
}

struct Line {
    id: Uuid,
    kind: String,
    description: String,
    reference_id: Option<Uuid>,
    effective_at: DateTime<Utc>,
    amount: i64,
    number: i64,
    balance_after: i64,
}

impl Line {
    fn view(self, merchant: MerchantId) -> Result<LedgerLineView, WorkError> {
        let entry_type = EntryKind::parse(&self.kind)
            .and_then(EntryType::of)
            .ok_or(WorkError::Broken("a kind of entry that merchants do not have is stored"))?;
        Ok(LedgerLineView {
            id: EntryId(self.id),
            merchant_id: merchant,
            // What we owe is a liability: what is credited to it is the merchant's.
            amount: Paise::new(self.amount.saturating_neg()),
            entry_type,
            reference_id: self.reference_id,
            description: self.description,
            balance_after: Paise::new(self.balance_after),
            created_at: self.effective_at,
            number: self.number,
        })
    }
}

/// Newest first.
pub async fn ledger(
    pool: &PgPool,
    of: ForMerchant,
    filter: &LedgerFilter,
    page: PageRequest,
) -> Result<Page<LedgerLineView>, Refused> {
    // An admin who mistypes an id hears that it is nobody's, not that nothing ever happened.
    standing(pool, of.merchant()).await?;
    lines(pool, of.merchant(), filter, page).await
}

async fn lines(
    pool: &PgPool,
    merchant: MerchantId,
    filter: &LedgerFilter,
    page: PageRequest,
) -> Result<Page<LedgerLineView>, Refused> {
    let kinds = filter.entry_type.map(EntryType::kinds);
    let rows = sqlx::query_as!(
        Line,
        r#"
        with wanted as not materialized (
          select e.id, e.kind, e.description, e.reference_id, e.effective_at, l.amount, l.number, l.balance_after
          from leg l join entry e on e.id = l.entry_id
          where l.account_id = (select id from account where owner_id = $1 and kind = 'merchant_available') and l.number is not null
            and ($2::text[] is null or e.kind = any ($2))
            and ($3::timestamptz is null or e.effective_at >= $3)
            and ($4::timestamptz is null or e.effective_at <= $4)
        )
        select id as "id!", kind as "kind!", description as "description!", reference_id, effective_at as "effective_at!",
               amount as "amount!", number as "number!", balance_after as "balance_after!"
        from (
          (select * from wanted where $5::bigint is null and number < coalesce($6::bigint, 9223372036854775807)
           order by number desc limit $7 offset $8)
          union all
          (select * from wanted where $5::bigint is not null and number > $5 order by number limit $7)
        ) page
        order by number desc
        "#,
        merchant.0,
        kinds.as_deref(),
        filter.from.map(start_of_day),
        filter.to.map(end_of_day),
        page.newer_than().map(|place| place.at),
        page.older_than().map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let found = page.page(rows, |line| Place { at: line.number, id: line.id });
    let items = found.items.into_iter().map(|line| line.view(merchant)).collect::<Result<_, _>>()?;
    Ok(Page { items, older: found.older, newer: found.newer })
}

/// A merchant's first page.
pub async fn home(pool: &PgPool, user: MerchantUser) -> Result<MerchantHomeView, Refused> {
    let last = PageRequest { limit: LAST_LINES, ..PageRequest::default() };
    let Standing { balance, name, is_active } = standing(pool, user.merchant()).await?;
    let lines = lines(pool, user.merchant(), &LedgerFilter::default(), last).await?.items;
    Ok(MerchantHomeView { balance, name, is_active, lines })
}
