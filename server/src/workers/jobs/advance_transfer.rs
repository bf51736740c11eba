//! Takes a transfer one step on. It was committed that it is sent before it is sent, so whoever finds it `processing`
//! asks before doing anything else. Only the bank's word ends it.

use super::{done, failed};
use crate::state::Kist;
use domain::{
    bank::{
        About, Enquiry, Outcome,
        codes::{NOT_RECEIVED, of_code},
    },
    id::TransferId,
    job::pg::Ended,
    transfer::{
        next::{self, First, Known, Unknown},
        pg::{Send, SendRefused, Settle, Settled, known, note_contact},
    },
    work::{Failure, Meta, WorkError, execute, real_now},
};
use std::time::Duration;

/// The longest pause between two questions to the bank about one transfer.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// While the bank is left alone, in rests of its breaker: the longest pause. All that wait come back now and then, so the
/// pauses grow (an outage of hours must not fill the history of tries), but not so far that its end goes unnoticed.
const BANK_AWAY_RESTS: u32 = 4;

/// `tries`: how often this job has run.
pub(super) async fn run(
    kist: &Kist,
    transfer: TransferId,
    tries: i32,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    let Some((known, about)) = known(&kist.pool, transfer).await? else {
        return Ok(done("there is no such transfer"));
    };
    let step = next::first(known);
    if step != First::Nothing
        && let Err(why) = kist.banks.gateway().ready()
    {
        note_contact(&kist.pool, transfer, false, &why).await?;
        let (rest, tries) = (kist.config.bank.breaker.rest, u32::try_from(tries).unwrap_or(1));
        return Ok(super::again(rest / 3, rest.saturating_mul(BANK_AWAY_RESTS), tries, why));
    }
    match step {
        First::Nothing => Ok(done("it came to its end")),
        First::Send => send(kist, about, known, meta).await,
        First::Enquire => enquire(kist, about, known, meta).await,
    }
}

async fn send(kist: &Kist, about: About, known: Known, meta: &Meta) -> Result<Ended, WorkError> {
    let transfer = about.reference;
    let command = Send { transfer, sends_before: known.sends, vault: &kist.vault, meta: meta.clone() };
    let order = match execute(&kist.pool, &command).await {
        Ok(order) => order,
        Err(Failure::Refused(SendRefused::MovedOn)) => {
            return Ok(again(Duration::from_secs(1), 1, "it has moved on meanwhile".to_owned()));
        }
        Err(failure) => return Err(failed(failure)),
    };
    let said = kist.banks.gateway().send(&order).await;
    match said {
        // Another send may be on its way, from a worker that was thought dead or that thinks this one is: a bank that
        // refused this one without remembering it could carry that one out after the money was returned.
        Outcome::Declined { .. } => call_off(kist, about, said, known, meta).await,
        Outcome::Accepted { .. } | Outcome::Unknown { .. } => settle(kist, transfer, said, known, meta).await,
    }
}

async fn enquire(kist: &Kist, about: About, known: Known, meta: &Meta) -> Result<Ended, WorkError> {
    let transfer = about.reference;
    match kist.banks.gateway().enquire(about).await {
        Enquiry::Known(said) => settle(kist, transfer, said, known, meta).await,
        Enquiry::NotKnown => match next::not_known(known, &kist.config.transfers, real_now()) {
            Unknown::SendAgain => send(kist, about, known, meta).await,
            Unknown::Wait => {
                let note = "the bank does not know it; the last send may still arrive".to_owned();
                note_contact(&kist.pool, transfer, true, &note).await?;
                Ok(again(kist.config.transfers.bank_limit, 1, note))
            }
            Unknown::Fence => call_off(kist, about, never_received(), known, meta).await,
        },
        // Fenced by somebody who could not say so before it crashed.
        Enquiry::Fenced => settle(kist, transfer, never_received(), known, meta).await,
    }
}

/// Has the bank refuse it for good, and only then takes that it did not move: `because` is why.
async fn call_off(
    kist: &Kist,
    about: About,
    because: Outcome,
    known: Known,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    match kist.banks.gateway().fence(about).await {
        Enquiry::Known(said) => settle(kist, about.reference, said, known, meta).await,
        Enquiry::Fenced => settle(kist, about.reference, because, known, meta).await,
        Enquiry::NotKnown => {
            Ok(again(kist.config.transfers.processing_timeout, 1, "it could not be fenced".to_owned()))
        }
    }
}

fn never_received() -> Outcome {
    of_code(NOT_RECEIVED).outcome(NOT_RECEIVED)
}

async fn settle(
    kist: &Kist,
    transfer: TransferId,
    said: Outcome,
    known: Known,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    if let Outcome::Unknown { why } = said {
        note_contact(&kist.pool, transfer, true, &why).await?;
        return Ok(again(kist.config.transfers.processing_timeout, known.enquiries + 1, why));
    }
    let words = match &said {
        Outcome::Accepted { .. } => "the money moved",
        Outcome::Declined { .. } | Outcome::Unknown { .. } => "the bank declined it",
    };
    let settled =
        execute(&kist.pool, &Settle { transfer, said, meta: meta.clone() }).await.map_err(failed)?;
    Ok(match settled {
        Settled::Applied => done(words),
        Settled::Ignored(why) => done(format!("{words}: {why}")),
        // Where it has ended, the next look finds that; where it has not, it still needs somebody to look after it.
        Settled::Contradicts(why) => again(LONGEST_PAUSE, 1, format!("a discrepancy was opened: {why}")),
    })
}

fn again(first: Duration, tries: u32, note: String) -> Ended {
    super::again(first, LONGEST_PAUSE, tries, note)
}
