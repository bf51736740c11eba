//! Ends the business days that are over, the oldest first, batch by batch. Killed at any instant it goes on where it was.

use super::{done, failed};
use crate::state::Kist;
use domain::{
    debt::pg::{EndDay, next_day},
    job::pg::Ended,
    work::{Meta, WorkError, execute},
};
use std::time::{Duration, Instant};

/// A run ends well before its lease does; the next one goes on at once.
const OF_THE_LEASE: u32 = 3;

pub(super) async fn run(kist: &Kist, meta: &Meta) -> Result<Ended, WorkError> {
    let until = Instant::now() + kist.config.workers.lease / OF_THE_LEASE;
    let mut days = 0_u32;
    while let Some(day) = next_day(&kist.pool).await? {
        let batch = EndDay { day, meta: meta.clone() };
        while !execute(&kist.pool, &batch).await.map_err(failed)? {
            if Instant::now() >= until {
                return Ok(Ended::Again { after: Duration::ZERO, note: format!("in the middle of {day}") });
            }
        }
        days = days.saturating_add(1);
        if Instant::now() >= until {
            return Ok(Ended::Again {
                after: Duration::ZERO,
                note: format!("{days} days ended, more to come"),
            });
        }
    }
    Ok(done(format!("{days} days ended")))
}
