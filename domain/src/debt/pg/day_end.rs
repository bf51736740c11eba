//! The end of a business day, for everybody who owes something: in batches, each a command of its own, so that it takes bounded
//! memory, can be killed at any instant and goes on where it was, and never does anything twice: whoever is done has a later
//! next day.

use super::{
    settle::settle,
    standing::{LockedStanding, class, standing},
};
use crate::{
    actor::Admin,
    calendar::days_between,
    debt::{
        body::DayEndBody,
        error::DebtRefused,
        view::{DayEndView, DayEndsView},
    },
    explain::Explanation,
    id::PersonId,
    job::{JobKind, pg::enqueue},
    money::Paise,
    notification::pg::remind,
    work::{Command, Failure, Meta, Record, Refused, Tx, WorkError, business_now, refuse},
};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

/// So many borrowers at once.
const BATCH: i64 = 250;

/// The next batch of a day that is over.
pub struct EndDay {
    pub day: NaiveDate,
    pub meta: Meta,
}

impl Command for EndDay {
    const NAME: &'static str = "day_end.batch";
    /// Whether the day is over for everybody now.
    type Output = bool;
    type Refusal = DebtRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<DebtRefused>> {
        if self.day >= tx.today() {
            return Err(refuse(DebtRefused::NotOver));
        }
        if self.is_finished(tx).await? {
            tx.nothing_happened();
            return Ok(true);
        }
        let batch = self.batch(tx).await?;
        if batch.is_empty() {
            self.finish(tx).await?;
            return Ok(true);
        }
        let settled = settle(tx, &batch, self.day).await?;
        let borrowers = i64::try_from(batch.len()).unwrap_or(i64::MAX);
        sqlx::query!(
            r#"
            update day_end set borrowers = borrowers + $2, charges_paise = charges_paise + $3, new_debtors = new_debtors + $4,
                               classes_changed = classes_changed + $5
            where business_date = $1
            "#,
            self.day,
            borrowers,
            settled.charges,
            settled.new_debtors,
            settled.classes_changed,
        )
        .execute(tx.conn())
        .await?;
        let mut record = Record::of("standing", tx.command_id().0).after(json!({
            "business_date": self.day,
            "borrowers": borrowers,
            "charges": Paise::new(settled.charges),
            "new_debtors": settled.new_debtors,
            "classes_changed": settled.classes_changed,
        }));
        for person in settled.concerned {
            record = record.tells(person.0);
        }
        tx.record(record);
        Ok(false)
    }
}

impl EndDay {
    /// One batch of a day at a time; whoever comes second waits here, and finds what the first has done.
    async fn is_finished(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        sqlx::query!("insert into day_end (business_date) values ($1) on conflict do nothing", self.day)
            .execute(tx.conn())
            .await?;
        sqlx::query_scalar!(
            r#"select finished_at is not null as "over!" from day_end where business_date = $1 for no key update"#,
            self.day
        )
        .fetch_one(tx.conn())
        .await
    }

    /// The next borrowers for whom there may be something to do, locked.
    async fn batch(&self, tx: &mut Tx) -> Result<Vec<LockedStanding>, WorkError> {
        let rows = sqlx::query!(
            r#"
            select person_id, status, class, next_day_end, credit_limit_paise from standing
            where next_day_end <= $1
            order by next_day_end, person_id limit $2
            for no key update
            "#,
            self.day,
            BATCH,
        )
        .fetch_all(tx.conn())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(LockedStanding {
                    person: PersonId(row.person_id),
                    standing: standing(&row.status)?,
                    class: class(&row.class)?,
                    next: row.next_day_end,
                    credit_limit: row.credit_limit_paise,
                })
            })
            .collect()
    }

    async fn finish(&self, tx: &mut Tx) -> Result<(), WorkError> {
        // Only after the last of the days that are over: for each that was missed it would be many times the same.
        let reminders = if Some(self.day) == tx.today().pred_opt() { remind(tx, self.day).await? } else { 0 };
        let row = sqlx::query!(
            r#"
            update day_end set finished_at = clock_timestamp(), reminders = $2 where business_date = $1
            returning borrowers, charges_paise, new_debtors, classes_changed
            "#,
            self.day,
            reminders,
        )
        .fetch_one(tx.conn())
        .await?;
        // A day on which nobody owed anything is no event.
        if row.borrowers == 0 {
            tx.nothing_happened();
            return Ok(());
        }
        tx.record(Record::of("day_end", tx.command_id().0).after(json!({
            "business_date": self.day,
            "borrowers": row.borrowers,
            "charges": Paise::new(row.charges_paise),
            "new_debtors": row.new_debtors,
            "classes_changed": row.classes_changed,
        })));
        Ok(())
    }
}

/// An admin does not wait for the next minute.
pub struct AskDayEnd {
    admin: Admin,
    /// The last day that is meant; the job ends all that are over in any case.
    until: Option<NaiveDate>,
    meta: Meta,
}

impl DayEndBody {
    pub fn parse(&self, admin: Admin, meta: Meta) -> Result<AskDayEnd, Explanation> {
        let until = if self.business_date.is_missing() {
            None
        } else {
            let text = self.business_date.text("business_date", 10)?;
            let wrong = |_| Explanation::validation("business_date", "This is not a date like 2026-11-30.");
            Some(text.parse().map_err(wrong)?)
        };
        Ok(AskDayEnd { admin, until, meta })
    }
}

impl Command for AskDayEnd {
    const NAME: &'static str = "day_end.ask";
    type Output = ();
    type Refusal = DebtRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<DebtRefused>> {
        if self.until.is_some_and(|until| until >= tx.today()) {
            return Err(refuse(DebtRefused::NotOver));
        }
        enqueue(tx, JobKind::DayEnd, Uuid::nil()).await?;
        tx.record(
            Record::of("day_end", tx.command_id().0).after(json!({ "asked": true, "until": self.until })),
        );
        Ok(())
    }
}

/// The next day that is over and was not ended, in order: days that were missed come first. `None`: all are.
pub async fn next_day(pool: &PgPool) -> Result<Option<NaiveDate>, WorkError> {
    let today = crate::calendar::business_date(now(pool).await?);
    let row = sqlx::query!(
        r#"
        select (select min(business_date) from day_end where finished_at is null) as open,
               (select max(business_date) from day_end where finished_at is not null) as last,
               (select min(next_day_end) from standing) as owed
        "#
    )
    .fetch_one(pool)
    .await?;
    let yesterday = today.pred_opt();
    let next = match (row.open, row.last) {
        (Some(open), _) => Some(open),
        (None, Some(last)) => last.succ_opt(),
        // The first of all: where somebody owed something before there were ends of days, or yesterday.
        (None, None) => row.owed.min(yesterday).or(yesterday),
    };
    Ok(next.filter(|day| *day < today))
}

async fn now(pool: &PgPool) -> Result<chrono::DateTime<chrono::Utc>, WorkError> {
    business_now(pool).await.map_err(|_| WorkError::Broken("the clock could not be read"))
}

/// How far they have come, and the last ones.
pub async fn day_ends(pool: &PgPool, _admin: Admin) -> Result<DayEndsView, Refused> {
    let today = crate::calendar::business_date(business_now(pool).await?);
    let rows = sqlx::query!(
        r#"
        select d.business_date, d.started_at, d.finished_at, d.borrowers + s.times as "borrowers!", d.charges_paise + s.charges as "charges_paise!",
               d.new_debtors + s.debtors as "new_debtors!", d.classes_changed + s.classes as "classes_changed!", d.reminders
        from day_end d
        cross join lateral (
          select count(*) as times, coalesce(sum(charges_paise), 0)::bigint as charges, coalesce(sum(new_debtors), 0)::bigint as debtors,
                 coalesce(sum(classes_changed), 0)::bigint as classes
          from day_end_share where business_date = d.business_date
        ) s
        order by d.business_date desc limit 60
        "#
    )
    .fetch_all(pool)
    .await?;
    let days: Vec<DayEndView> = rows
        .into_iter()
        .map(|row| DayEndView {
            business_date: row.business_date,
            started_at: row.started_at,
            finished_at: row.finished_at,
            borrowers: row.borrowers,
            charges: Paise::new(row.charges_paise),
            new_debtors: row.new_debtors,
            classes_changed: row.classes_changed,
            reminders: row.reminders,
        })
        .collect();
    let last = days.iter().find(|day| day.finished_at.is_some()).map(|day| day.business_date);
    let behind = last.map_or(0, |last| days_between(last, today).saturating_sub(1).max(0));
    Ok(DayEndsView { today, last, behind, days })
}
