//! Sends a refund to the gateway that took the money, or asks what became of it: the same call, because the gateway knows
//! our reference. What was paid from a wallet or on instalments goes back here.

use super::{again, done, failed};
use crate::state::Kist;
use domain::{
    gateway::Refunded,
    id::RefundId,
    job::pg::Ended,
    payment::pg::{
        CreditRefund, SendRefund, SendRefundRefused, SettleRefund, note_refund_contact, refund_order,
    },
    work::{Failure, Meta, WorkError, execute},
};
use std::time::Duration;

/// The longest pause between two questions about one refund.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// `looks`: how often this job has run.
pub(super) async fn run(kist: &Kist, refund: RefundId, looks: i32, meta: &Meta) -> Result<Ended, WorkError> {
    let pause = kist.config.payments.policy.pause;
    let Some(open) = refund_order(&kist.pool, refund).await? else {
        // Of one that goes through no gateway the money is ours to move.
        let command = CreditRefund { refund, meta: meta.clone() };
        let credited = execute(&kist.pool, &command).await.map_err(failed)?;
        return Ok(done(if credited { "it went back" } else { "there is nothing to do" }));
    };
    let tries = u32::try_from(looks).unwrap_or(1);
    let Some(gateway) = kist.gateways.get(open.gateway) else {
        let why = format!("{} is not configured any more.", open.gateway.words());
        note_refund_contact(&kist.pool, refund, None, &why).await?;
        return Ok(again(LONGEST_PAUSE, LONGEST_PAUSE, 1, why));
    };
    if let Err(why) = gateway.ready() {
        return Ok(again(pause, LONGEST_PAUSE, tries, why));
    }
    if open.sends == 0 {
        // What was refused may have gone back all the same: then nothing is sent.
        for order in &open.refused {
            let said = match gateway.ask_refund(order).await {
                Some(said @ Refunded::Done { .. }) => said,
                Some(Refunded::Unknown { why, .. }) => return Ok(again(pause, LONGEST_PAUSE, tries, why)),
                Some(Refunded::Refused(_)) | None => continue,
            };
            let command = SettleRefund { refund, reference: order.reference, said, meta: meta.clone() };
            execute(&kist.pool, &command).await.map_err(failed)?;
            return Ok(done("it had gone back before"));
        }
    }
    let reference = open.order.reference;
    match execute(&kist.pool, &SendRefund { refund, reference, meta: meta.clone() }).await {
        Ok(()) => {}
        Err(Failure::Refused(SendRefundRefused::MovedOn)) => {
            return Ok(again(Duration::from_secs(1), LONGEST_PAUSE, 1, "it has moved on meanwhile"));
        }
        Err(failure) => return Err(failed(failure)),
    }
    let said = gateway.refund(&open.order).await;
    if let Refunded::Unknown { gateway_reference, why } = &said {
        note_refund_contact(&kist.pool, refund, gateway_reference.as_deref(), why).await?;
        return Ok(again(pause, LONGEST_PAUSE, open.sends.saturating_add(1), why.as_str()));
    }
    let words = match &said {
        Refunded::Done { .. } => "it went back",
        Refunded::Refused(_) | Refunded::Unknown { .. } => "the gateway refused it",
    };
    let command = SettleRefund { refund, reference, said, meta: meta.clone() };
    let settled = execute(&kist.pool, &command).await.map_err(failed)?;
    Ok(if settled { done(words) } else { done(format!("{words}: known already")) })
}
