//! The borrower's first page.

use super::{
    lists::load,
    one::payoff_view,
    rows::{LoanRow, dues, instalments},
};
use crate::{
    actor::Borrower,
    calendar::{business_date, end_of_day, hour_in_india},
    id::LoanId,
    loan::{
        state::LoanState,
        view::{BorrowerHomeView, LoanCardView},
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
    let days: Vec<_> =
        (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back))).map(end_of_day).collect();
    let balances = sqlx::query_scalar!(
        r#"
        select coalesce((
          select l.balance_after from leg l join entry e on e.id = l.entry_id
          where l.account_id = a.id and e.effective_at <= day order by l.number desc limit 1), 0) as "balance!"
        from unnest($2::timestamptz[]) day, account a
        where a.owner_id = $1 and a.kind = 'wallet'
        order by day
        "#,
        person.0,
        &days,
    )
    .fetch_all(pool)
    .await?;
    Ok(BorrowerHomeView {
        today,
        hour: hour_in_india(now),
        wallet: wallet::pg::balance(pool, person).await?,
        balance_by_day: balances.into_iter().map(Paise::new).collect(),
        loans,
        transactions,
    })
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
