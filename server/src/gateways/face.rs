//! What each adapter does, and what all of them share: the port, and what an answer tells of the gateway's health.

use super::{
    http::{Http, Told},
    notices::Notices,
};
use crate::metrics;
use domain::gateway::{
    AboutCharge, Answer, Asked, Charge, Charged, GatewayName, PaymentGateway, RefundOrder, Refunded,
};
use std::{future::Future, time::Instant};
use tracing::Instrument;

/// A gateway's own way of speaking. The methods are the port's, each with whether the answer speaks for the gateway's health.
pub(super) trait Face: Notices + Send + Sync + 'static {
    const NAME: GatewayName;

    fn http(&self) -> &Http;
    fn take(&self, charge: &Charge) -> impl Future<Output = Told<Charged>> + Send;
    fn ask(&self, about: &AboutCharge) -> impl Future<Output = Told<Asked>> + Send;
    fn cancel(&self, about: &AboutCharge) -> impl Future<Output = Told<Charged>> + Send;
    fn give_back(&self, order: &RefundOrder) -> impl Future<Output = Told<Refunded>> + Send;
    fn look_up(&self, order: &RefundOrder) -> impl Future<Output = Told<Option<Refunded>>> + Send;
}

/// An adapter behind its circuit breaker.
pub(super) struct Guarded<F>(pub(super) F);

/// What the rest of the program knows of one.
pub(super) trait Adapter: PaymentGateway {
    fn http(&self) -> &Http;
    fn notices(&self) -> &dyn Notices;
}

impl<F: Face> Adapter for Guarded<F> {
    fn http(&self) -> &Http {
        self.0.http()
    }

    fn notices(&self) -> &dyn Notices {
        &self.0
    }
}

impl<F: Face> PaymentGateway for Guarded<F> {
    fn name(&self) -> GatewayName {
        F::NAME
    }

    fn rests(&self) -> Result<(), String> {
        self.0.http().rests()
    }

    fn ready(&self) -> Result<(), String> {
        self.0.http().ready()
    }

    fn charge<'a>(&'a self, charge: &'a Charge) -> Answer<'a, Charged> {
        Box::pin(counted::<F, _>("charge", charged, async { self.0.http().noted(self.0.take(charge).await) }))
    }

    fn enquire<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Asked> {
        let word = |asked: &Asked| match asked {
            Asked::Known(known) => charged(known),
            Asked::NotKnown => "not_known",
        };
        Box::pin(counted::<F, _>("enquire", word, async {
            self.0.http().noted_enquiry(self.0.ask(about).await)
        }))
    }

    fn call_off<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Charged> {
        Box::pin(counted::<F, _>("call_off", charged, async {
            self.0.http().noted_call_off(self.0.cancel(about).await)
        }))
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        Box::pin(counted::<F, _>("refund", refunded, async {
            self.0.http().noted(self.0.give_back(order).await)
        }))
    }

    fn ask_refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Option<Refunded>> {
        let word = |said: &Option<Refunded>| said.as_ref().map_or("not_known", refunded);
        Box::pin(counted::<F, _>("ask_refund", word, async {
            self.0.http().noted(self.0.look_up(order).await)
        }))
    }
}

/// Asks, counts how it ended, and says so in the log.
async fn counted<F: Face, T>(
    call: &'static str,
    word: impl Fn(&T) -> &'static str,
    asking: impl Future<Output = T>,
) -> T {
    let (gateway, started) = (F::NAME.as_str(), Instant::now());
    let span = tracing::info_span!("gateway", gateway, call, otel.kind = "client");
    let said = asking.instrument(span).await;
    metrics::gateway_asked(gateway, call, word(&said), started);
    tracing::info!(gateway, call, outcome = word(&said), "a gateway was asked");
    said
}

const fn charged(said: &Charged) -> &'static str {
    match said {
        Charged::Taken { .. } => "taken",
        Charged::Refused(_) => "refused",
        Charged::Waits { .. } => "waits",
        Charged::Unknown { .. } => "unknown",
    }
}

const fn refunded(said: &Refunded) -> &'static str {
    match said {
        Refunded::Done { .. } => "done",
        Refunded::Refused(_) => "refused",
        Refunded::Unknown { .. } => "unknown",
    }
}
