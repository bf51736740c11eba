//! Tells a merchant's server of an event: at most one try, with no transaction open. What was tried is written down before
//! the job ends; who dies in between leaves an event that is sent again.

use super::done;
use crate::{metrics, state::Kist};
use domain::{
    id::DeliveryId,
    job::{backoff, pg::Ended},
    webhook_out::pg::{Next, Said, note_try, take},
    work::WorkError,
};
use rand::Rng;
use std::time::Duration;

/// Of those that found their endpoint busy with others: the first pause and the longest.
const BUSY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

pub(super) async fn run(kist: &Kist, delivery: DeliveryId, runs: i32) -> Result<Ended, WorkError> {
    let message = match take(&kist.pool, &kist.vault, delivery).await? {
        Next::Nothing(why) => return Ok(done(why)),
        Next::Wait { after, why } => return Ok(again(after, why)),
        Next::Send(message) => message,
    };
    let Some(_turn) = kist.webhooks.turn(message.endpoint).await else {
        let runs = u32::try_from(runs).unwrap_or(1);
        let pause = backoff(BUSY.0, BUSY.1, runs, rand::rng().random());
        return Ok(again(pause, "the endpoint is busy with others"));
    };
    let tried = kist.webhooks.send(&message).await;
    let chance = rand::rng().random();
    let said = note_try(&kist.pool, &message, &tried, kist.webhooks.rules(), chance).await?;
    metrics::webhook_delivered(match &said {
        Said::Delivered => "delivered",
        Said::Again(_) => "again",
        Said::Dead => "dead",
    });
    let why = tried.error.unwrap_or_default();
    Ok(match said {
        Said::Delivered => done("delivered"),
        Said::Again(after) => again(after, &why),
        Said::Dead => done(format!("given up: {why}")),
    })
}

fn again(after: Duration, note: &str) -> Ended {
    Ended::Again { after, note: note.to_owned() }
}
