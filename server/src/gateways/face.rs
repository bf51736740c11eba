//! What each adapter does, and what all of them share: the port, and what an answer tells of the gateway's health.

use super::{
    http::{Http, Told},
    notices::Notices,
};
use domain::gateway::{
    AboutCharge, Answer, Asked, Charge, Charged, GatewayName, PaymentGateway, RefundOrder, Refunded,
};
use std::future::Future;

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
        Box::pin(async { self.0.http().noted(self.0.take(charge).await) })
    }

    fn enquire<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Asked> {
        Box::pin(async { self.0.http().noted_enquiry(self.0.ask(about).await) })
    }

    fn call_off<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Charged> {
        Box::pin(async { self.0.http().noted_call_off(self.0.cancel(about).await) })
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        Box::pin(async { self.0.http().noted(self.0.give_back(order).await) })
    }

    fn ask_refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Option<Refunded>> {
        Box::pin(async { self.0.http().noted(self.0.look_up(order).await) })
    }
}
