//! Keeps the book of the months that are over, the oldest first.

use super::{done, failed};
use crate::state::Kist;
use domain::{
    book::pg::{CloseMonth, next_month},
    job::pg::Ended,
    work::{Meta, WorkError, execute},
};
use std::time::{Duration, Instant};

/// A run ends well before its lease does; the next one goes on at once.
const OF_THE_LEASE: u32 = 3;

pub(super) async fn run(kist: &Kist, meta: &Meta) -> Result<Ended, WorkError> {
    let until = Instant::now() + kist.config.workers.lease / OF_THE_LEASE;
    let mut months = 0_u32;
    while let Some(month) = next_month(&kist.pool).await? {
        execute(&kist.pool, &CloseMonth { month, meta: meta.clone() }).await.map_err(failed)?;
        months = months.saturating_add(1);
        if Instant::now() >= until {
            return Ok(Ended::Again {
                after: Duration::ZERO,
                note: format!("{months} months kept, more to come"),
            });
        }
    }
    Ok(done(format!("{months} months kept")))
}
