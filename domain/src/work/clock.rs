//! Two times. Business time (dates, dues, an entry's effective time) is real time plus an offset kept in
//! the database; real time rules sessions, tokens and windows, always.

use super::Refused;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

/// The business time and the real time of one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub business: DateTime<Utc>,
    pub real: DateTime<Utc>,
}

impl Moment {
    pub fn from_offset(real: DateTime<Utc>, offset_seconds: i64) -> Moment {
        let offset = TimeDelta::try_seconds(offset_seconds).unwrap_or_default();
        Moment { business: real.checked_add_signed(offset).unwrap_or(real), real }
    }
}

/// Real time, for sessions, tokens, windows and logs. Rules of the business take [`super::Tx::now`].
pub fn real_now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    Utc::now()
}

/// Business time, for what is read outside a command.
pub async fn business_now(pool: &PgPool) -> Result<DateTime<Utc>, Refused> {
    let row = sqlx::query!(r#"select clock_timestamp() as "real!", offset_seconds from business_clock"#)
        .fetch_one(pool)
        .await?;
    Ok(Moment::from_offset(row.real, row.offset_seconds).business)
}
