use super::{done, failed};
use crate::state::Kist;
use domain::{
    id::WebhookInId,
    job::pg::Ended,
    transfer::pg::{Applied, ApplyWebhook},
    work::{Meta, WorkError, execute},
};

pub(super) async fn run(kist: &Kist, webhook: WebhookInId, meta: &Meta) -> Result<Ended, WorkError> {
    let command = ApplyWebhook { webhook, meta: meta.clone() };
    Ok(match execute(&kist.pool, &command).await.map_err(failed)? {
        Applied::Done => done("applied"),
        Applied::Before => done("it was applied before"),
        Applied::Ignored(why) => done(format!("ignored: {why}")),
    })
}
