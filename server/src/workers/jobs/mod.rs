//! One file for each kind of job. Short: a look, perhaps a question to the bank, a command.

mod advance_payment;
mod advance_refund;
mod advance_transfer;
mod apply_notice;
mod apply_webhook;
mod close_book;
mod deliver_webhook;
mod end_days;
mod housekeeping;
mod prove_ledger;
mod send_mail;

use crate::state::Kist;
use domain::{
    explain::Explain,
    id::{DeliveryId, PaymentId, RefundId, TransferId, WebhookInId},
    job::{
        JobKind, backoff,
        pg::{Claimed, Ended},
    },
    work::{Failure, Meta, WorkError},
};
use rand::Rng;
use std::time::Duration;

pub(super) async fn run(kist: &Kist, job: &Claimed) -> Ended {
    let Some(kind) = job.kind else {
        // Of a newer version of the program: left for it.
        let note = "this version of the program does not know this kind of job".to_owned();
        return Ended::Again { after: Duration::from_secs(30), note };
    };
    let subject = job.subject.unwrap_or_default();
    let meta = Meta { request_id: job.request_id.clone() };
    let ended = match kind {
        JobKind::TransferAdvance => advance_transfer::run(kist, TransferId(subject), job.run, &meta).await,
        JobKind::PaymentAdvance => advance_payment::run(kist, PaymentId(subject), job.run, &meta).await,
        JobKind::RefundAdvance => advance_refund::run(kist, RefundId(subject), job.run, &meta).await,
        JobKind::PaymentsTend => housekeeping::tend_payments(kist, &meta).await,
        JobKind::WebhookApply => apply_webhook::run(kist, WebhookInId(subject), job.run, &meta).await,
        JobKind::WebhookDeliver => deliver_webhook::run(kist, DeliveryId(subject), job.run).await,
        JobKind::TransferRecover => housekeeping::recover_transfers(kist).await,
        JobKind::WebhookRecover => housekeeping::recover_deliveries(kist).await,
        JobKind::MailSend => send_mail::run(kist).await,
        JobKind::LedgerProve => prove_ledger::run(kist).await,
        JobKind::BookClose => close_book::run(kist, &meta).await,
        JobKind::DayEnd => end_days::run(kist, &meta).await,
        JobKind::ResponsesPurge => housekeeping::purge_responses(kist).await,
        JobKind::JobsPurge => housekeeping::purge_jobs(kist).await,
        JobKind::SessionsPurge => housekeeping::purge_sessions(kist).await,
        JobKind::WebhooksPurge => housekeeping::purge_webhooks(kist).await,
        JobKind::RequestsPurge => housekeeping::purge_requests(kist).await,
    };
    ended.unwrap_or_else(|error| Ended::Failed { error: error.to_string() })
}

/// Somebody else must move first: looked at again after a pause that grows with the tries.
fn again(first: Duration, longest: Duration, tries: u32, note: impl Into<String>) -> Ended {
    Ended::Again { after: backoff(first, longest, tries, rand::rng().random()), note: note.into() }
}

fn done(note: impl Into<String>) -> Ended {
    Ended::Done { note: note.into() }
}

/// A command's failure as a job's: for the admin's page, so without anything personal.
fn failed<E: Explain>(failure: Failure<E>) -> WorkError {
    match failure {
        Failure::Work(error) => error,
        Failure::Refused(why) => {
            tracing::warn!(why = why.explain().code, "a job's command was refused");
            WorkError::Broken("a job's command was refused")
        }
    }
}
