//! Months that are kept, and those that are not yet.

use super::close::last_day;
use crate::{
    actor::Admin,
    book::{
        Share,
        view::{BookMonth, BookView, Vintage},
    },
    calendar::business_date,
    money::Paise,
    work::{Refused, business_now},
};
use chrono::{Datelike, Months, NaiveDate};
use sqlx::PgPool;
use std::collections::BTreeMap;

/// How many months are shown, the running one among them.
const MONTHS: u32 = 12;

/// One vintage in one month.
#[derive(Clone)]
struct Row {
    month: NaiveDate,
    vintage: NaiveDate,
    book: BookMonth,
}

/// The last twelve months.
pub async fn book(pool: &PgPool, _admin: Admin) -> Result<BookView, Refused> {
    let today = business_date(business_now(pool).await?);
    let running = today.with_day(1).unwrap_or(today);
    let months: Vec<NaiveDate> =
        (0..MONTHS).rev().filter_map(|back| running.checked_sub_months(Months::new(back))).collect();
    let mut rows = kept(pool, &months).await?;
    let missing: Vec<NaiveDate> =
        months.iter().copied().filter(|month| rows.iter().all(|row| row.month != *month)).collect();
    rows.extend(counted(pool, &missing, today).await?);
    Ok(view(today, &months, &rows))
}

macro_rules! rows {
    ($found:expr) => {
        $found.into_iter().map(|row| Row {
            month: row.month,
            vintage: row.vintage,
            book: BookMonth {
                month: row.month,
                loans: row.loans,
                outstanding: Paise::new(row.outstanding_paise),
                late: Paise::new(row.late_paise),
                over_30: Paise::new(row.over_30_paise),
                over_60: Paise::new(row.over_60_paise),
                over_90: Paise::new(row.over_90_paise),
                disbursed: Paise::new(row.disbursed_paise),
                principal: Paise::new(row.principal_paise),
                interest: Paise::new(row.interest_paise),
                penal: Paise::new(row.penal_paise),
                written_off: Paise::new(row.written_off_paise),
                demanded: Paise::new(row.demanded_paise),
                collected: Paise::new(row.collected_paise),
            },
        })
    };
}

async fn kept(pool: &PgPool, months: &[NaiveDate]) -> Result<Vec<Row>, sqlx::Error> {
    let found = sqlx::query!(
        r#"
        select month, vintage, loans, outstanding_paise, late_paise, over_30_paise, over_60_paise, over_90_paise, disbursed_paise,
               principal_paise, interest_paise, penal_paise, written_off_paise, demanded_paise, collected_paise
        from book_month where month = any ($1)
        "#,
        months,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows!(found).collect())
}

async fn counted(pool: &PgPool, months: &[NaiveDate], today: NaiveDate) -> Result<Vec<Row>, sqlx::Error> {
    let lasts: Vec<NaiveDate> =
        months.iter().map(|month| last_day(*month).map_or(today, |last| last.min(today))).collect();
    let found = sqlx::query!(
        r#"
        select m.month as "month!", b.vintage as "vintage!", b.loans as "loans!", b.outstanding_paise as "outstanding_paise!",
               b.late_paise as "late_paise!", b.over_30_paise as "over_30_paise!", b.over_60_paise as "over_60_paise!",
               b.over_90_paise as "over_90_paise!", b.disbursed_paise as "disbursed_paise!", b.principal_paise as "principal_paise!",
               b.interest_paise as "interest_paise!", b.penal_paise as "penal_paise!", b.written_off_paise as "written_off_paise!",
               b.demanded_paise as "demanded_paise!", b.collected_paise as "collected_paise!"
        from unnest($1::date[], $2::date[]) as m (month, last) cross join lateral loan_book(m.month, m.last) b
        "#,
        months,
        &lasts,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows!(found).collect())
}

fn view(today: NaiveDate, months: &[NaiveDate], rows: &[Row]) -> BookView {
    let mut book: Vec<BookMonth> = months
        .iter()
        .map(|month| {
            let empty = BookMonth { month: *month, ..BookMonth::default() };
            rows.iter().filter(|row| row.month == *month).fold(empty, |sum, row| together(sum, &row.book))
        })
        .collect();
    // Months before the first loan say nothing.
    let begun = book.iter().position(|month| month.loans > 0 || month.came_in().is_positive());
    book.drain(..begun.unwrap_or(book.len()));
    let vintages = months.iter().filter_map(|month| vintage(*month, months, rows)).collect();
    BookView { today, months: book, vintages }
}

fn together(a: BookMonth, b: &BookMonth) -> BookMonth {
    let sum = Paise::saturating_add;
    BookMonth {
        month: a.month,
        loans: a.loans.saturating_add(b.loans),
        outstanding: sum(a.outstanding, b.outstanding),
        late: sum(a.late, b.late),
        over_30: sum(a.over_30, b.over_30),
        over_60: sum(a.over_60, b.over_60),
        over_90: sum(a.over_90, b.over_90),
        disbursed: sum(a.disbursed, b.disbursed),
        principal: sum(a.principal, b.principal),
        interest: sum(a.interest, b.interest),
        penal: sum(a.penal, b.penal),
        written_off: sum(a.written_off, b.written_off),
        demanded: sum(a.demanded, b.demanded),
        collected: sum(a.collected, b.collected),
    }
}

/// `None` where nothing was paid out.
fn vintage(month: NaiveDate, months: &[NaiveDate], rows: &[Row]) -> Option<Vintage> {
    let of: BTreeMap<NaiveDate, &BookMonth> =
        rows.iter().filter(|row| row.vintage == month).map(|row| (row.month, &row.book)).collect();
    let disbursed = of.get(&month)?.disbursed;
    if !disbursed.is_positive() {
        return None;
    }
    let mut lost = Paise::ZERO;
    let at_risk = months
        .iter()
        .filter(|later| **later >= month)
        .map(|later| {
            let (late, written_off) =
                of.get(later).map_or((Paise::ZERO, Paise::ZERO), |book| (book.over_30, book.written_off));
            lost = lost.saturating_add(written_off);
            Share::of(late.saturating_add(lost), disbursed)
        })
        .collect();
    Some(Vintage { month, disbursed, at_risk })
}
