use super::{apply_notice, done, failed};
use crate::state::Kist;
use domain::{
    gateway::GatewayName,
    id::WebhookInId,
    job::pg::Ended,
    payment::pg::received,
    transfer::pg::{Applied, ApplyWebhook},
    work::{Meta, WorkError, execute},
};

/// `looks`: how often this job has run.
pub(super) async fn run(
    kist: &Kist,
    webhook: WebhookInId,
    looks: i32,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    let Some(kept) = received(&kist.pool, webhook).await? else {
        return Ok(done("there is no such message"));
    };
    if !kept.is_new {
        return Ok(done("it was applied before"));
    }
    if let Some(gateway) = GatewayName::parse(&kept.source) {
        return apply_notice::run(kist, webhook, gateway, &kept.body, looks, meta).await;
    }
    let command = ApplyWebhook { webhook, meta: meta.clone() };
    Ok(match execute(&kist.pool, &command).await.map_err(failed)? {
        Applied::Done => done("applied"),
        Applied::Before => done("it was applied before"),
        Applied::Ignored(why) => done(format!("ignored: {why}")),
    })
}
