use super::{ClockBody, ClockView, Jump};
use crate::{
    actor::Admin,
    calendar::{business_date, days_between},
    explain::{Explain, Explanation, Kind},
    id::PersonId,
    job::{JobKind, pg::enqueue},
    work::{Command, Failure, Meta, Moment, Record, Refused, Tx, refuse},
};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

const SECONDS_OF_A_DAY: i64 = 86_400;
/// As the database has it (`business_clock_within_a_century`).
const CENTURY_SECONDS: i64 = 3_200_000_000;

/// Moves business time ahead, and has the days ended that are over by it.
pub struct MoveClock {
    admin: Admin,
    jump: Jump,
    is_demo: bool,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefused {
    #[error("Time can be moved in a demonstration only.")]
    NoDemo,
    #[error("This is too far ahead.")]
    TooFar,
}

impl Explain for ClockRefused {
    fn explain(&self) -> Explanation {
        match self {
            ClockRefused::NoDemo => Explanation::new(Kind::Forbidden, "not_authorized", self.to_string()),
            ClockRefused::TooFar => Explanation::validation("days", &self.to_string()),
        }
    }
}

impl ClockBody {
    pub fn parse(&self, admin: Admin, is_demo: bool, meta: Meta) -> Result<MoveClock, Explanation> {
        if !is_demo {
            return Err(ClockRefused::NoDemo.explain());
        }
        Ok(MoveClock { admin, jump: self.read()?, is_demo, meta })
    }
}

impl Command for MoveClock {
    const NAME: &'static str = "clock.move";
    type Output = ();
    type Refusal = ClockRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<ClockRefused>> {
        if !self.is_demo {
            return Err(refuse(ClockRefused::NoDemo));
        }
        let row = sqlx::query!(
            r#"select clock_timestamp() as "real!", offset_seconds from business_clock for update"#
        )
        .fetch_one(tx.conn())
        .await?;
        let today = business_date(Moment::from_offset(row.real, row.offset_seconds).business);
        let to = self.jump.from(today).ok_or(refuse(ClockRefused::TooFar))?;
        let seconds = days_between(today, to).saturating_mul(SECONDS_OF_A_DAY);
        let offset = row.offset_seconds.saturating_add(seconds);
        if offset.abs() >= CENTURY_SECONDS {
            return Err(refuse(ClockRefused::TooFar));
        }
        sqlx::query!("update business_clock set offset_seconds = $1", offset).execute(tx.conn()).await?;
        // What else goes by business time is looked after every few seconds anyway.
        enqueue(tx, JobKind::DayEnd, Uuid::nil()).await?;
        tx.record(
            Record::of("clock", tx.command_id().0)
                .before(json!({ "business_date": today }))
                .after(json!({ "business_date": to, "offset_seconds": offset }))
                .tells(self.admin.person().0),
        );
        Ok(())
    }
}

pub async fn clock(pool: &PgPool, _admin: Admin, is_demo: bool) -> Result<ClockView, Refused> {
    let row = sqlx::query!(r#"select clock_timestamp() as "real!", offset_seconds from business_clock"#)
        .fetch_one(pool)
        .await?;
    let moment = Moment::from_offset(row.real, row.offset_seconds);
    Ok(ClockView {
        business_now: moment.business,
        business_date: business_date(moment.business),
        real_now: moment.real,
        offset_seconds: row.offset_seconds,
        is_movable: is_demo,
    })
}

/// How far business time is ahead of the real one, for whoever looks at a page: nothing about it is secret.
pub async fn offset(pool: &PgPool) -> Result<i64, Refused> {
    Ok(sqlx::query_scalar!("select offset_seconds from business_clock").fetch_one(pool).await?)
}
