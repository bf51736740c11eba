use super::{apply_notice, done, failed};
use crate::state::Kist;
use domain::{
    gateway::GatewayName,
    id::WebhookInId,
    job::pg::Ended,
    payment::{
        callback::{MERCHANT_SOURCE, RefundStatusBody},
        pg::{ReportRefund, note_notice, received},
    },
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
    if let Some(merchant) = kept.source.strip_prefix(MERCHANT_SOURCE) {
        return refund_report(kist, webhook, merchant, &kept.body, meta).await;
    }
    let command = ApplyWebhook { webhook, meta: meta.clone() };
    Ok(match execute(&kist.pool, &command).await.map_err(failed)? {
        Applied::Done => done("applied"),
        Applied::Before => done("it was applied before"),
        Applied::Ignored(why) => done(format!("ignored: {why}")),
    })
}

/// What a merchant says of a refund of its own. What no longer fits is kept, and changes nothing.
async fn refund_report(
    kist: &Kist,
    webhook: WebhookInId,
    merchant: &str,
    body: &[u8],
    meta: &Meta,
) -> Result<Ended, WorkError> {
    let read = serde_json::from_slice::<RefundStatusBody>(body).ok().and_then(|body| body.read().ok());
    let (Some(report), Ok(merchant)) = (read, merchant.parse()) else {
        note_notice(&kist.pool, webhook, None, Some("it could not be read")).await?;
        return Ok(done("ignored: it could not be read"));
    };
    let refund = report.refund;
    let command = ReportRefund { merchant, report, meta: meta.clone() };
    let applied = execute(&kist.pool, &command).await.map_err(failed)?;
    let ignored = (!applied).then_some("it does not fit the refund as it is");
    note_notice(&kist.pool, webhook, Some(refund.0), ignored).await?;
    Ok(done(ignored.map_or("applied".to_owned(), |why| format!("ignored: {why}"))))
}
