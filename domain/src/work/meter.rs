//! What is counted of commands and postings. Without a recorder (in tests of this crate) it is counted by nobody.

use metrics::{counter, histogram};
use std::time::Instant;

/// How a command ended, as an instrument tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// Its key was used before: the stored answer was given.
    Replayed,
    /// The answer was no.
    Refused,
    /// Trouble of ours.
    Failed,
}

pub(super) fn command(name: &'static str, outcome: Outcome, started: Instant) {
    let outcome = match outcome {
        Outcome::Done => "done",
        Outcome::Replayed => "replayed",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
    };
    counter!("kist_commands_total", "command" => name, "outcome" => outcome).increment(1);
    histogram!("kist_command_seconds", "command" => name).record(started.elapsed().as_secs_f64());
}

/// Once the transaction is committed.
pub(super) fn posted(kinds: &[&'static str]) {
    for kind in kinds {
        counter!("kist_ledger_postings_total", "kind" => *kind).increment(1);
    }
}
