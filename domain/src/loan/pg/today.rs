//! The admin's first page: the book and the day.

use crate::{
    actor::Admin,
    calendar::{business_date, end_of_day, start_of_day},
    loan::view::{DayFlow, OverdueBucket, TodayView},
    money::Paise,
    work::{Refused, business_now},
};
use chrono::{Days, NaiveDate};
use sqlx::PgPool;

/// How many days the chart of money out and in covers.
const DAYS: u64 = 14;

/// Days past due, from which on, in words.
const BUCKETS: [(i64, &str); 4] =
    [(1, "1–30 days"), (31, "31–60 days"), (61, "61–90 days"), (91, "over 90 days")];

pub async fn today(pool: &PgPool, _admin: Admin) -> Result<TodayView, Refused> {
    let now = business_now(pool).await?;
    let today = business_date(now);
    let book = sqlx::query!(
        r#"
        select count(*) filter (where status = 'APPLIED') as "waiting!",
               min(created_at) filter (where status = 'APPLIED') as oldest,
               count(*) filter (where status = 'ACTIVE') as "active!",
               coalesce(sum(principal_paise - principal_paid_paise) filter (where status = 'ACTIVE' and written_off_at is null), 0)::bigint as "principal!",
               (select count(*) from person where role = 'USER') as "people!",
               (select coalesce(sum(balance), 0)::bigint from account where kind = 'wallet') as "wallets!"
        from loan where status in ('APPLIED', 'ACTIVE')
        "#
    )
    .fetch_one(pool)
    .await?;
    let days = flows(pool, today).await?;
    let overdue_by_age = overdue(pool, today).await?;
    let last = days.last();
    Ok(TodayView {
        today,
        waiting: book.waiting,
        oldest_waiting_since: book.oldest,
        disbursed_today: last.map_or(Paise::ZERO, |day| day.disbursed),
        collected_today: last.map_or(Paise::ZERO, |day| day.collected),
        active_loans: book.active,
        principal_outstanding: Paise::new(book.principal),
        overdue_loans: overdue_by_age.iter().map(|bucket| bucket.loans).sum(),
        overdue_amount: overdue_by_age
            .iter()
            .fold(Paise::ZERO, |sum, bucket| sum.saturating_add(bucket.amount)),
        overdue_by_age,
        days,
        people: book.people,
        wallets_total: Paise::new(book.wallets),
    })
}

/// Money out and in, by day in India.
async fn flows(pool: &PgPool, today: NaiveDate) -> Result<Vec<DayFlow>, sqlx::Error> {
    let dates: Vec<NaiveDate> =
        (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back))).collect();
    let rows = sqlx::query!(
        r#"
        select d.date as "date!",
          (select coalesce(sum(g.amount), 0)::bigint from entry e join leg g on g.entry_id = e.id
           where e.kind = 'loan.disbursed' and e.effective_at between d.first and d.last and g.amount > 0) as "disbursed!",
          (select coalesce(sum(r.amount_paise), 0)::bigint from repayment r where r.created_at between d.first and d.last) as "collected!"
        from unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) as d (date, first, last)
        order by d.date
        "#,
        &dates,
        &dates.iter().map(|date| start_of_day(*date)).collect::<Vec<_>>(),
        &dates.iter().map(|date| end_of_day(*date)).collect::<Vec<_>>(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DayFlow {
            date: row.date,
            disbursed: Paise::new(row.disbursed),
            collected: Paise::new(row.collected),
        })
        .collect())
}

async fn overdue(pool: &PgPool, today: NaiveDate) -> Result<Vec<OverdueBucket>, sqlx::Error> {
    let froms: Vec<i64> = BUCKETS.iter().map(|(from, _)| *from).collect();
    let rows = sqlx::query!(
        r#"
        with late as (
          select $1::date - l.next_due_on as days,
                 greatest(d.principal_to_date_paise - l.principal_paid_paise, 0)
                 + greatest(d.interest_to_date_paise - l.interest_paid_paise, 0)
                 + l.penal_charged_paise - l.penal_paid_paise as amount
          from loan l
          cross join lateral (
            select i.principal_to_date_paise, i.interest_to_date_paise from instalment i
            where i.loan_id = l.id and i.due_on < $1 order by i.number desc limit 1
          ) d
          where l.status = 'ACTIVE' and l.next_due_on < $1
        )
        select b.starts as "starts!", count(late.days) as "loans!", coalesce(sum(late.amount), 0)::bigint as "amount!"
        from unnest($2::bigint[]) as b (starts)
        left join late on late.days >= b.starts and late.days < coalesce((select min(n) from unnest($2::bigint[]) n where n > b.starts), 1000000)
        group by b.starts order by b.starts
        "#,
        today,
        &froms,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OverdueBucket {
            words: BUCKETS
                .iter()
                .find(|(from, _)| *from == row.starts)
                .map_or("", |(_, words)| words)
                .to_owned(),
            loans: row.loans,
            amount: Paise::new(row.amount),
        })
        .collect())
}
