//! The doorway.

use super::{
    Claim, Failure, Meta, Tx, WorkError,
    meter::{self, Outcome},
};
use crate::{
    explain::{Explain, Kind},
    id::{CommandId, PersonId},
};
use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::PgPool;
use std::{
    future::Future,
    time::{Duration, Instant},
};
use tracing::Instrument;

/// How often PostgreSQL may ask for another try before the caller is told to come back.
const TRIES: u32 = 5;

/// A change that the business can ask for. One command, one file, one transaction.
pub trait Command: Sync {
    /// Names the transaction in logs, audit and idempotency: `loan.approve`.
    const NAME: &'static str;
    /// Whether the command reads the clock and its key in its own first statement (see [`super::Opening`]).
    const READS_OPENING: bool = false;
    type Output: Send;
    type Refusal: Explain + Send;

    /// Who gives it; `None` for the product itself.
    fn actor(&self) -> Option<PersonId>;
    fn meta(&self) -> &Meta;
    /// The idempotency key that it claims, if it moves money on a client's word.
    fn claim(&self) -> Option<Claim> {
        None
    }
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Output, Failure<Self::Refusal>>> + Send;
    /// Makes the answer again from the stored bytes. Only for commands with a [`Command::claim`].
    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        let _ = stored;
        Err(WorkError::Broken("a command without a key cannot be replayed"))
    }
}

/// Runs a command at the present business time.
pub async fn execute<C: Command>(pool: &PgPool, command: &C) -> Result<C::Output, Failure<C::Refusal>> {
    doorway(pool, command, None).await
}

/// Runs a command as if it were that business time: for the seed, and for tests.
pub async fn execute_as_of<C: Command>(
    pool: &PgPool,
    command: &C,
    as_of: DateTime<Utc>,
) -> Result<C::Output, Failure<C::Refusal>> {
    doorway(pool, command, Some(as_of)).await
}

async fn doorway<C: Command>(
    pool: &PgPool,
    command: &C,
    as_of: Option<DateTime<Utc>>,
) -> Result<C::Output, Failure<C::Refusal>> {
    let span = tracing::info_span!("command", name = C::NAME, request_id = %command.meta().request_id);
    let started = Instant::now();
    let (ended, replayed) = tried(pool, command, as_of).instrument(span).await;
    let outcome = match &ended {
        Ok(_) if replayed => Outcome::Replayed,
        Ok(_) => Outcome::Done,
        Err(Failure::Refused(_) | Failure::Work(WorkError::KeyUsedOtherwise | WorkError::KeySpent)) => {
            Outcome::Refused
        }
        Err(Failure::Work(_)) => Outcome::Failed,
    };
    meter::command(C::NAME, outcome, started);
    ended
}

/// Until it ends one way or the other; and whether the answer is a stored one.
async fn tried<C: Command>(
    pool: &PgPool,
    command: &C,
    as_of: Option<DateTime<Utc>>,
) -> (Result<C::Output, Failure<C::Refusal>>, bool) {
    let mut tries = 1;
    loop {
        let failure = match attempt(pool, command, as_of).await {
            Ok(output) => return (Ok(output), false),
            Err(failure) => failure,
        };
        match failure {
            Failure::Work(WorkError::Replay(stored)) => {
                return (command.replay(stored).map_err(Failure::from), true);
            }
            Failure::Work(error) if error.lost_the_key() => {
                return (settled(pool, command, error.into()).await, true);
            }
            Failure::Work(error) if error.asks_for_retry() && tries < TRIES => {
                tracing::debug!(tries, "trying again: {error}");
                tokio::time::sleep(pause(tries)).await;
                tries += 1;
            }
            Failure::Work(error) => return (Err(error.into()), false),
            // A twin may have taken the money between our first look at the key and our turn at the
            // account: then this is no refusal but a repeat.
            refused @ Failure::Refused(_) => return (settled(pool, command, refused).await, true),
        }
    }
}

/// One try in one transaction.
async fn attempt<C: Command>(
    pool: &PgPool,
    command: &C,
    as_of: Option<DateTime<Utc>>,
) -> Result<C::Output, Failure<C::Refusal>> {
    #[expect(clippy::disallowed_methods, reason = "the one place where a transaction is opened")]
    let inner = pool.begin().await?;
    let mut tx = Tx {
        inner,
        name: C::NAME,
        id: CommandId::new(),
        actor: command.actor(),
        meta: command.meta().clone(),
        claim: command.claim(),
        as_of,
        moment: None,
        response: None,
        record: None,
        recorded: false,
        posted: Vec::new(),
        happened: false,
    };
    if !C::READS_OPENING {
        tx.open().await?;
    }
    let output = command.run(&mut tx).await?;
    tx.write_record().await?;
    // Dropped on every other path, which rolls back.
    tx.inner.commit().await?;
    meter::posted(&tx.posted);
    Ok(output)
}

/// The last look at the key before a refusal leaves.
async fn settled<C: Command>(
    pool: &PgPool,
    command: &C,
    failure: Failure<C::Refusal>,
) -> Result<C::Output, Failure<C::Refusal>> {
    let Some(claim) = command.claim() else { return Err(failure) };
    match claim.look_again(pool, C::NAME).await? {
        Some(WorkError::Replay(stored)) => Ok(command.replay(stored)?),
        // What is somebody else's does not exist, whatever the key was used for before.
        Some(_) if is_not_found(&failure) => Err(failure),
        Some(error) => Err(error.into()),
        None => Err(failure),
    }
}

fn is_not_found<E: Explain>(failure: &Failure<E>) -> bool {
    matches!(failure, Failure::Refused(why) if why.explain().kind == Kind::NotFound)
}

/// 5, 10, 20, 40 ms and as much again by chance, so that two that collided do not meet again.
fn pause(tries: u32) -> Duration {
    let base = 5_u64.saturating_mul(1 << tries.min(6).saturating_sub(1));
    Duration::from_millis(base + rand::rng().random_range(0..=base))
}
