//! Keeps a month that is over.

use crate::{
    calendar::{add_months_clamped, end_of_day},
    explain::{Explain, Explanation, Kind},
    id::PersonId,
    work::{Command, Failure, Meta, Record, Tx, WorkError, business_now, refuse},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgPool;

/// Whoever began before midnight has ended by then.
const AFTER_MIDNIGHT: TimeDelta = TimeDelta::hours(1);

/// Counts one month and keeps it. Done again, or by two at once, it changes nothing.
pub struct CloseMonth {
    /// Its first day.
    pub month: NaiveDate,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookRefused {
    #[error("This month is not over yet.")]
    NotOver,
}

impl Explain for BookRefused {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
            .with("current", "RUNNING")
            .with("requested", "CLOSED")
    }
}

impl Command for CloseMonth {
    const NAME: &'static str = "book.close_month";
    /// Whether it was not kept before.
    type Output = bool;
    type Refusal = BookRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<BookRefused>> {
        let last = last_day(self.month).filter(|last| is_over(*last, tx.now()));
        let last = last.ok_or_else(|| refuse(BookRefused::NotOver))?;
        let rows = sqlx::query!(
            r#"
            insert into book_month (month, vintage, loans, outstanding_paise, late_paise, over_30_paise, over_60_paise, over_90_paise,
                                    disbursed_paise, principal_paise, interest_paise, penal_paise, written_off_paise,
                                    demanded_paise, collected_paise)
            select $1, b.vintage, b.loans, b.outstanding_paise, b.late_paise, b.over_30_paise, b.over_60_paise, b.over_90_paise,
                   b.disbursed_paise, b.principal_paise, b.interest_paise, b.penal_paise, b.written_off_paise,
                   b.demanded_paise, b.collected_paise
            from loan_book($1, $2) b
            on conflict do nothing
            "#,
            self.month,
            last,
        )
        .execute(tx.conn())
        .await?
        .rows_affected();
        if rows == 0 {
            tx.nothing_happened();
            return Ok(false);
        }
        tx.record(
            Record::of("book", tx.command_id().0).after(json!({ "month": self.month, "vintages": rows })),
        );
        Ok(true)
    }
}

/// The oldest month that is over and not kept.
pub async fn next_month(pool: &PgPool) -> Result<Option<NaiveDate>, WorkError> {
    let month = sqlx::query_scalar!(
        r#"
        select coalesce(
          (select (max(month) + interval '1 month')::date from book_month),
          (select date_trunc('month', min(disbursed_on))::date from loan where disbursed_on is not null)
        )
        "#
    )
    .fetch_one(pool)
    .await?;
    let now = business_now(pool).await.map_err(|_| WorkError::Broken("the clock could not be read"))?;
    Ok(month.filter(|month| last_day(*month).is_some_and(|last| is_over(last, now))))
}

fn is_over(last: NaiveDate, now: DateTime<Utc>) -> bool {
    end_of_day(last).checked_add_signed(AFTER_MIDNIGHT).is_some_and(|over| now > over)
}

/// Of a month that is named by its first.
pub(super) fn last_day(month: NaiveDate) -> Option<NaiveDate> {
    add_months_clamped(month, 1)?.pred_opt()
}
