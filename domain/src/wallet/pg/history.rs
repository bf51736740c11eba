//! A wallet's balance and its history: the legs of its ledger account.

use crate::{
    actor::Reader,
    calendar::{end_of_day, start_of_day},
    explain::Explanation,
    id::{EntryId, PersonId},
    ledger::kind::EntryKind,
    money::Paise,
    page::{Page, PageRequest, Place},
    wallet::{
        filter::TransactionFilter,
        view::{BalanceView, Direction, StatementView, TransactionView},
    },
    work::{Refused, WorkError, refuse},
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

/// The most lines that one statement may have; a longer time is asked for in parts.
const MOST_LINES: i64 = 20_000;

pub async fn balance(pool: &PgPool, person: PersonId) -> Result<BalanceView, Refused> {
    let row = sqlx::query!(
        r#"
        select max(balance) filter (where kind = 'wallet') as balance, max(balance) filter (where kind = 'wallet_held') as held
        from account where owner_id = $1 and kind in ('wallet', 'wallet_held')
        "#,
        person.0,
    )
    .fetch_one(pool)
    .await?;
    let balance = row.balance.ok_or_else(|| refuse(Explanation::not_found()))?;
    Ok(view(person.0, balance, row.held))
}

/// Of these people, for an admin; for others whichever of them they are themselves. One question, however many.
pub async fn balances(
    pool: &PgPool,
    reader: Reader,
    people: &[Uuid],
) -> Result<HashMap<Uuid, BalanceView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select owner_id as "owner_id!", max(balance) filter (where kind = 'wallet') as "balance?",
               max(balance) filter (where kind = 'wallet_held') as "held?"
        from account where owner_id = any ($1) and kind in ('wallet', 'wallet_held') and ($2::uuid is null or owner_id = $2)
        group by owner_id
        "#,
        people,
        reader.only().map(|person| person.0),
    )
    .fetch_all(pool)
    .await?;
    let views =
        rows.into_iter().filter_map(|row| Some((row.owner_id, view(row.owner_id, row.balance?, row.held))));
    Ok(views.collect())
}

fn view(person: Uuid, balance: i64, held: Option<i64>) -> BalanceView {
    BalanceView {
        user_id: PersonId(person),
        balance: Paise::new(balance),
        held: Paise::new(held.unwrap_or(0)),
        currency: "INR".to_owned(),
    }
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
    fn view(self, person: PersonId) -> Result<TransactionView, WorkError> {
        let kind =
            EntryKind::parse(&self.kind).ok_or(WorkError::Broken("an unknown kind of entry is stored"))?;
        Ok(TransactionView {
            id: EntryId(self.id),
            user_id: person,
            amount: Paise::new(self.amount).abs(),
            // A wallet is a liability: what is credited to it is the holder's.
            direction: if self.amount < 0 { Direction::Credit } else { Direction::Debit },
            source: kind.source(),
            reference_id: self.reference_id,
            description: self.description,
            balance_after: Paise::new(self.balance_after),
            created_at: self.effective_at,
            number: self.number,
        })
    }
}

/// Newest first.
pub async fn transactions(
    pool: &PgPool,
    person: PersonId,
    filter: &TransactionFilter,
    page: PageRequest,
) -> Result<Page<TransactionView>, Refused> {
    let sign = filter.direction.map(|direction| match direction {
        Direction::Credit => -1,
        Direction::Debit => 1,
    });
    let kinds = filter.source.map(EntryKind::of_source);
    let rows = sqlx::query_as!(
        Line,
        r#"
        with wanted as not materialized (
          select e.id, e.kind, e.description, e.reference_id, e.effective_at, l.amount, l.number, l.balance_after
          from leg l join entry e on e.id = l.entry_id
          where l.account_id = (select id from account where owner_id = $1 and kind = 'wallet') and l.number is not null
            and ($2::int is null or sign(l.amount) = $2)
            and ($3::text[] is null or e.kind = any ($3))
            and ($4::timestamptz is null or e.effective_at >= $4)
            and ($5::timestamptz is null or e.effective_at <= $5)
        )
        select id as "id!", kind as "kind!", description as "description!", reference_id, effective_at as "effective_at!",
               amount as "amount!", number as "number!", balance_after as "balance_after!"
        from (
          (select * from wanted where $6::bigint is null and number < coalesce($7::bigint, 9223372036854775807)
           order by number desc limit $8 offset $9)
          union all
          (select * from wanted where $6::bigint is not null and number > $6 order by number limit $8)
        ) page
        order by number desc
        "#,
        person.0,
        sign,
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
    let items = found.items.into_iter().map(|line| line.view(person)).collect::<Result<_, _>>()?;
    Ok(Page { items, older: found.older, newer: found.newer })
}

/// Everything between two days, both included, oldest first.
pub async fn statement(
    pool: &PgPool,
    person: PersonId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<StatementView, Refused> {
    if to < from {
        return Err(refuse(Explanation::validation("to", "The last day is before the first.")));
    }
    let holder = sqlx::query_scalar!(
        "select p.name from person p join account a on a.owner_id = p.id where p.id = $1 and a.kind = 'wallet'",
        person.0,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let rows = sqlx::query_as!(
        Line,
        r#"
        select e.id, e.kind, e.description, e.reference_id, e.effective_at, l.amount, l.number as "number!", l.balance_after as "balance_after!"
        from leg l join entry e on e.id = l.entry_id
        where l.account_id = (select id from account where owner_id = $1 and kind = 'wallet') and l.number is not null
          and e.effective_at between $2 and $3
        order by l.number limit $4
        "#,
        person.0,
        start_of_day(from),
        end_of_day(to),
        MOST_LINES + 1,
    )
    .fetch_all(pool)
    .await?;
    if rows.len() > usize::try_from(MOST_LINES).unwrap_or(usize::MAX) {
        let sentence = "That is more than one statement holds. Ask for fewer days at once.";
        return Err(refuse(Explanation::validation("from", sentence)));
    }
    let opening = match rows.first() {
        // Before its first line: what was there less what that line brought (a credit is negative).
        Some(first) => Paise::new(first.balance_after.saturating_add(first.amount)),
        None => before(pool, person, from).await?,
    };
    let closing = rows.last().map_or(opening, |last| Paise::new(last.balance_after));
    let lines = rows.into_iter().map(|line| line.view(person)).collect::<Result<_, _>>()?;
    Ok(StatementView { from, to, holder, opening_balance: opening, lines, closing_balance: closing })
}

/// The balance as that day began.
async fn before(pool: &PgPool, person: PersonId, day: NaiveDate) -> Result<Paise, sqlx::Error> {
    let balance = sqlx::query_scalar!(
        r#"
        select l.balance_after as "balance_after!"
        from leg l join entry e on e.id = l.entry_id
        where l.account_id = (select id from account where owner_id = $1 and kind = 'wallet') and l.number is not null
          and e.effective_at < $2
        order by l.number desc limit 1
        "#,
        person.0,
        start_of_day(day),
    )
    .fetch_optional(pool)
    .await?;
    Ok(Paise::new(balance.unwrap_or(0)))
}
