//! A believable small lender: named people, loans in every state and age.
//!
//! Posted through the same commands and the same ledger as real use, with business time set to the past, not
//! inserted beside it. The same plan every time, but for the day it is reckoned from; interrupted, the next
//! run goes on where it stopped.

mod cast; // who there is, and what becomes of their loans
mod chance; // a small generator of numbers, the same each time
mod plan; // the cast's stories as deeds in the order of time
mod perform; // the deeds, done
mod api_key; // what a merchant's server signs in with

use crate::state::Kist;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    calendar::business_date,
    work::{business_now, real_now},
};
use plan::HISTORY_DAYS;

/// Fills the database. On one that is filled already it does nothing.
pub async fn run(kist: &Kist) -> anyhow::Result<()> {
    if !kist.config.demo {
        anyhow::bail!(
            "demo people have passwords that everybody knows: they are made only where KIST_DEMO=1"
        );
    }
    let started = real_now();
    if perform::is_done(kist).await? {
        tracing::info!("the demo data are there already");
        return api_key::ensure(kist).await;
    }
    let now = business_now(&kist.pool).await.map_err(perform::failed)?;
    // A run that goes on after an interruption keeps the day of the first one.
    let begun: Option<DateTime<Utc>> =
        sqlx::query_scalar("select min(created_at) from person where is_demo").fetch_one(&kist.pool).await?;
    let today = begun.map_or(Some(business_date(now)), |begun| day_reckoned_from(business_date(begun)));
    let today = today.ok_or_else(|| anyhow::anyhow!("the demo data are out of the calendar"))?;
    let done = perform::all(kist, &plan::of(today, now)?).await?;
    api_key::ensure(kist).await?;
    let ms = (real_now() - started).num_milliseconds();
    tracing::info!(
        people = done.people,
        loans = done.loans,
        repayments = done.repayments,
        ms,
        "demo data made"
    );
    Ok(())
}

fn day_reckoned_from(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_days(Days::new(HISTORY_DAYS))
}
