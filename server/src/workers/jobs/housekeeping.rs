//! What is done again and again.

use super::{done, failed};
use crate::{session_store::PostgresStore, state::Kist};
use domain::{
    explain::Explain,
    job::pg,
    job::pg::Ended,
    payment::pg::{Expire, ExpireRefund, expired, expired_refunds, orphans},
    request_log, transfer, webhook_out,
    work::{Failure, Meta, WorkError, execute},
};

pub(super) async fn recover_transfers(kist: &Kist) -> Result<Ended, WorkError> {
    let found = transfer::pg::recover(&kist.pool).await?;
    if found > 0 {
        tracing::warn!(found, "transfers were under way that no job looked after");
    }
    Ok(done(format!("{found} found")))
}

/// Ends payments that nobody paid in time and refunds that nobody decided, and gives those that no job looks after one.
pub(super) async fn tend_payments(kist: &Kist, meta: &Meta) -> Result<Ended, WorkError> {
    let mut ended = 0_u32;
    for payment in expired(&kist.pool).await? {
        let command = Expire { payment, meta: meta.clone() };
        ended = ended.saturating_add(counted(execute(&kist.pool, &command).await));
    }
    for refund in expired_refunds(&kist.pool).await? {
        let command = ExpireRefund { refund, meta: meta.clone() };
        ended = ended.saturating_add(counted(execute(&kist.pool, &command).await));
    }
    let found = orphans(&kist.pool).await?;
    if found > 0 {
        tracing::warn!(found, "payments or refunds were under way that no job looked after");
    }
    Ok(done(format!("{ended} expired, {found} found")))
}

/// One that cannot be ended keeps nobody else waiting; it is tried again the next time.
fn counted<E: Explain>(ended: Result<bool, Failure<E>>) -> u32 {
    match ended {
        Ok(ended) => u32::from(ended),
        Err(failure) => {
            let why = failed(failure);
            tracing::error!(%why, "something that is over could not be ended");
            0
        }
    }
}

pub(super) async fn recover_deliveries(kist: &Kist) -> Result<Ended, WorkError> {
    let found = webhook_out::pg::recover(&kist.pool).await?;
    Ok(done(format!("{found} found")))
}

pub(super) async fn purge_webhooks(kist: &Kist) -> Result<Ended, WorkError> {
    let mut gone = 0;
    loop {
        match webhook_out::pg::purge(&kist.pool).await? {
            0 => return Ok(done(format!("{gone} forgotten"))),
            more => gone += more,
        }
    }
}

pub(super) async fn purge_requests(kist: &Kist) -> Result<Ended, WorkError> {
    let mut gone = 0;
    loop {
        match request_log::pg::purge(&kist.pool).await? {
            0 => return Ok(done(format!("{gone} forgotten"))),
            more => gone += more,
        }
    }
}

pub(super) async fn purge_responses(kist: &Kist) -> Result<Ended, WorkError> {
    let mut gone = 0;
    loop {
        match pg::purge_responses(&kist.pool).await? {
            0 => return Ok(done(format!("{gone} forgotten"))),
            more => gone += more,
        }
    }
}

pub(super) async fn purge_jobs(kist: &Kist) -> Result<Ended, WorkError> {
    let mut gone = 0;
    loop {
        match pg::purge_jobs(&kist.pool).await? {
            0 => return Ok(done(format!("{gone} forgotten"))),
            more => gone += more,
        }
    }
}

pub(super) async fn purge_sessions(kist: &Kist) -> Result<Ended, WorkError> {
    let sessions = PostgresStore::new(kist.pool.clone()).purge().await;
    sessions.map_err(|error| {
        tracing::warn!(%error, "expired sessions could not be forgotten");
        WorkError::Broken("expired sessions could not be forgotten")
    })?;
    let tokens = kist.doorkeeper.forget_expired_tokens().await;
    tokens.map_err(|_| WorkError::Broken("expired refresh tokens could not be forgotten"))?;
    Ok(done(""))
}
