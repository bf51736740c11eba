//! The borrower's first page.

use super::{
    lists::load,
    one::payoff_view,
    rows::{LoanRow, dues, instalments},
};
use crate::{
    actor::Borrower,
    calendar::{business_date, end_of_day, hour_in_india, start_of_day},
    id::{LoanId, PersonId},
    loan::{
        state::LoanState,
        view::{BorrowerHomeView, LoanCardView, PlansCardView},
    },
    money::Paise,
    page::PageRequest,
    wallet::{self, filter::TransactionFilter},
    work::{Refused, business_now},
};
use chrono::{Days, NaiveDate};
use sqlx::PgPool;

/// How many days the little chart of the balance covers.
const DAYS: u64 = 30;

pub async fn borrower_home(pool: &PgPool, borrower: Borrower) -> Result<BorrowerHomeView, Refused> {
    let person = borrower.person();
    let now = business_now(pool).await?;
    let today = business_date(now);
    let latest = PageRequest { limit: 5, ..PageRequest::default() };
    let transactions =
        wallet::pg::transactions(pool, person, &TransactionFilter::default(), latest).await?.items;
    let ids = sqlx::query_scalar!(
        "select id from loan where person_id = $1 order by status in ('ACTIVE', 'APPLIED') desc, created_at desc limit 6",
        person.0,
    )
    .fetch_all(pool)
    .await?;
    let mut rows = load(pool, &ids).await?;
    // What needs attention first: the oldest due date, then what still waits, then the rest.
    rows.sort_by_key(|row| (row.next_due_on.unwrap_or(NaiveDate::MAX), row.status != "APPLIED"));
    let mut loans = Vec::with_capacity(rows.len());
    for row in &rows {
        loans.push(card(pool, row, today).await?);
    }
    let balance_by_day = balance_by_day(pool, person, today).await?;
    Ok(BorrowerHomeView {
        today,
        hour: hour_in_india(now),
        wallet: wallet::pg::balance(pool, person).await?,
        balance_by_day,
        loans,
        plans: plans(pool, person, today).await?,
        transactions,
    })
}

async fn plans(pool: &PgPool, person: PersonId, today: NaiveDate) -> Result<PlansCardView, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        with open as (
          select i.plan_id, i.due_on, i.amount_paise - i.refunded_paise + i.penal_paise as paise
          from plan p join plan_instalment i on i.plan_id = p.id
          where p.person_id = $1 and p.status = 'ACTIVE' and i.paid_at is null and i.refunded_paise < i.amount_paise
        ), next as (
          select min(due_on) as due_on from open where due_on >= $2
        )
        select count(distinct plan_id) as "open!", coalesce(sum(paise), 0)::bigint as "outstanding!",
               coalesce(sum(paise) filter (where due_on < $2), 0)::bigint as "overdue!", (select due_on from next) as next_due_on,
               (sum(paise) filter (where due_on = (select due_on from next)))::bigint as next_paise
        from open
        "#,
        person.0,
        today,
    )
    .fetch_one(pool)
    .await?;
    Ok(PlansCardView {
        open: row.open,
        outstanding: Paise::new(row.outstanding),
        overdue: Paise::new(row.overdue),
        next_due_date: row.next_due_on,
        next_due_amount: row.next_paise.map(Paise::new),
    })
}

/// The wallet at the end of each of the last days. Walks back from the newest movement and stops at the first
/// one before those days, so that it costs what these days hold and not what the wallet ever held.
async fn balance_by_day(
    pool: &PgPool,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<Paise>, sqlx::Error> {
    let days: Vec<_> = (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back))).collect();
    let begin = start_of_day(days.first().copied().unwrap_or(today));
    let movements = sqlx::query!(
        r#"
        with recursive walk as (
          select l.account_id, l.number, l.balance_after, e.effective_at
          from account a
          join leg l on l.account_id = a.id and l.number = a.last_number
          join entry e on e.id = l.entry_id
          where a.owner_id = $1 and a.kind = 'wallet'
          union all
          select l.account_id, l.number, l.balance_after, e.effective_at
          from walk w
          join leg l on l.account_id = w.account_id and l.number = w.number - 1
          join entry e on e.id = l.entry_id
          where w.effective_at >= $2
        )
        select effective_at as "effective_at!", balance_after as "balance_after!" from walk order by number
        "#,
        person.0,
        begin,
    )
    .fetch_all(pool)
    .await?;
    let mut balance = 0;
    let mut movements = movements.into_iter().peekable();
    let end_of = |day: &NaiveDate| {
        let end = end_of_day(*day);
        while let Some(movement) = movements.next_if(|movement| movement.effective_at <= end) {
            balance = movement.balance_after;
        }
        Paise::new(balance)
    };
    Ok(days.iter().map(end_of).collect())
}

async fn card(pool: &PgPool, row: &LoanRow, today: NaiveDate) -> Result<LoanCardView, Refused> {
    let active = row.state()? == LoanState::Active;
    let plan = if active { instalments(pool, LoanId(row.id)).await? } else { Vec::new() };
    let position = if active { Some(row.position(dues(&plan))?) } else { None };
    Ok(LoanCardView {
        loan: row.view(today)?,
        total_amount: row.total_amount(),
        paid: row.paid().total(),
        payoff_amount: position
            .as_ref()
            .map(|position| payoff_view(LoanId(row.id), position, today).payoff_amount),
        ends_on: plan.last().map(|last| last.due_date),
        next_number: row.next_due_number.and_then(|number| u16::try_from(number).ok()),
        overdue: position.map_or(Paise::ZERO, |position| position.overdue(today).total()),
    })
}
