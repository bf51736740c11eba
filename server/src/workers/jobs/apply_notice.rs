//! Makes something of what a gateway told by itself. It is never believed: the gateway is asked about what it names, so
//! that neither a forged nor a late nor an overtaken notice can do anything that the gateway's own record does not say.
//! Of a try that is open only the payment's own job asks, and it is told to ask now: two that ask at once could, where a
//! gateway takes money in two steps, take what the other is calling off.

use super::{again, done, failed};
use crate::state::Kist;
use domain::{
    gateway::{AboutCharge, Asked, Charged, GatewayName, PaymentGateway, Refunded},
    id::WebhookInId,
    job::{
        JobKind,
        pg::{Ended, hurry},
    },
    payment::pg::{About, AboutRefund, SettleCharge, SettleRefund, about, note_notice, note_refund_contact},
    work::{Meta, WorkError, execute},
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Until the payment's job, which is looking at this moment, has looked.
const LOOKING: Duration = Duration::from_millis(500);
/// While the gateway is left alone.
const RESTING: Duration = Duration::from_secs(15);
/// A look takes no longer than a job's lease.
const LOOKS_MAX: i32 = 120;

/// `looks`: how often this job has run.
pub(super) async fn run(
    kist: &Kist,
    webhook: WebhookInId,
    from: GatewayName,
    body: &[u8],
    looks: i32,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    let one = One { kist, webhook, from, looks, meta };
    let notice = match kist.gateways.read_notice(from, body) {
        Ok(notice) => notice,
        Err(why) => return one.ignored(None, why).await,
    };
    match about(&kist.pool, from, &notice.about).await? {
        None => one.ignored(None, "It is about nothing of ours.").await,
        Some(About::Charge { payment, open: true, .. }) => one.of_open(payment.0).await,
        Some(About::Charge { payment, about, open: false }) => one.of_ended(payment.0, &about).await,
        Some(About::Refund(refund)) => one.refund(&refund).await,
    }
}

struct One<'a> {
    kist: &'a Kist,
    webhook: WebhookInId,
    from: GatewayName,
    looks: i32,
    meta: &'a Meta,
}

impl One<'_> {
    async fn ignored(&self, subject: Option<Uuid>, why: &str) -> Result<Ended, WorkError> {
        note_notice(&self.kist.pool, self.webhook, subject, Some(why)).await?;
        Ok(done(format!("ignored: {why}")))
    }

    async fn applied(&self, subject: Uuid, words: &str) -> Result<Ended, WorkError> {
        note_notice(&self.kist.pool, self.webhook, Some(subject), None).await?;
        Ok(done(words))
    }

    async fn of_open(&self, payment: Uuid) -> Result<Ended, WorkError> {
        if hurry(&self.kist.pool, JobKind::PaymentAdvance, payment).await? {
            return self.applied(payment, "the payment's job asks now").await;
        }
        if self.looks < LOOKS_MAX {
            return Ok(again(LOOKING, LOOKING, 1, "the payment's job is looking at this moment"));
        }
        self.ignored(Some(payment), "Nothing looks after the payment.").await
    }

    /// What is recorded for good stays; what cannot be true together with it is for an admin.
    async fn of_ended(&self, payment: Uuid, about: &AboutCharge) -> Result<Ended, WorkError> {
        let gateway = self.gateway()?;
        // Without taking the place of the one that probes: nothing new is sent.
        if let Err(why) = gateway.rests() {
            return Ok(again(RESTING, RESTING, 1, why));
        }
        let said = match gateway.enquire(about).await {
            Asked::NotKnown => {
                return self.ignored(Some(payment), "The gateway does not know it when asked.").await;
            }
            Asked::Known(Charged::Unknown { .. }) => {
                return self.ignored(Some(payment), "The gateway did not say how it ended.").await;
            }
            Asked::Known(said) => said,
        };
        let command =
            SettleCharge { attempt: about.reference, said, only_send: None, meta: self.meta.clone() };
        let settled = execute(&self.kist.pool, &command).await.map_err(failed)?;
        self.applied(payment, &format!("asked: {settled:?}")).await
    }

    async fn refund(&self, about: &AboutRefund) -> Result<Ended, WorkError> {
        let gateway = self.gateway()?;
        if let Err(why) = gateway.ready() {
            return Ok(again(RESTING, RESTING, 1, why));
        }
        let said = if about.may_be_sent {
            gateway.refund(&about.order).await
        } else {
            match gateway.ask_refund(&about.order).await {
                Some(said) => said,
                None => {
                    let why = "The gateway does not know it when asked.";
                    return self.ignored(Some(about.payment.0), why).await;
                }
            }
        };
        if let Refunded::Unknown { gateway_reference, why } = &said {
            note_refund_contact(&self.kist.pool, about.refund, gateway_reference.as_deref(), why).await?;
            return self.ignored(Some(about.payment.0), "The gateway did not say how it ended.").await;
        }
        let command = SettleRefund {
            refund: about.refund,
            reference: about.order.reference,
            said,
            meta: self.meta.clone(),
        };
        let settled = execute(&self.kist.pool, &command).await.map_err(failed)?;
        self.applied(
            about.payment.0,
            if settled { "asked: it came to its end" } else { "asked: known already" },
        )
        .await
    }

    fn gateway(&self) -> Result<Arc<dyn PaymentGateway>, WorkError> {
        self.kist.gateways.get(self.from).ok_or(WorkError::Broken("a gateway is not configured any more"))
    }
}
