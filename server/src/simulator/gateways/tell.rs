//! What the pretend gateways tell Kist by themselves, each in its own words and signed in its own way.

use super::{
    super::Bank,
    book::{Charge, Refund},
    razorpay, simulated, stripe,
};
use crate::gateways::signature::{tag, timed};
use domain::{gateway::GatewayName, work::real_now};
use reqwest::{RequestBuilder, Url, header};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::time::Duration;
use tokio::{task::JoinHandle, time::sleep};

/// Before each try.
const PAUSES_MS: [u64; 5] = [0, 500, 1_000, 2_000, 4_000];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Waits,
    Taken,
    Failed,
}

impl Event {
    const fn word(self) -> &'static str {
        match self {
            Event::Waits => "waits",
            Event::Taken => "taken",
            Event::Failed => "failed",
        }
    }
}

impl Bank {
    pub(super) fn tell_of(&self, charge: &Charge, event: Event) {
        drop(self.told(charge, event));
    }

    /// Told again, it is the same event.
    pub(super) fn told(&self, charge: &Charge, event: Event) -> JoinHandle<()> {
        let id = format!("evt_{}_{}_{}", charge.gateway.as_str(), charge.number, event.word());
        let body = match charge.gateway {
            GatewayName::Simulated => simulated::event(charge, event, self),
            GatewayName::Razorpay => razorpay::event(charge, event),
            GatewayName::Stripe => stripe::event(charge, event, &id),
        };
        self.deliver(charge.gateway, id, &body)
    }

    pub(super) fn tell_refund(&self, refund: &Refund, charge: &Charge) {
        let id = format!("evt_{}_refund_{}", refund.gateway.as_str(), refund.number);
        let body = match refund.gateway {
            GatewayName::Simulated => simulated::refund_event(refund, charge),
            GatewayName::Razorpay => razorpay::refund_event(refund),
            GatewayName::Stripe => stripe::refund_event(refund, &id),
        };
        drop(self.deliver(refund.gateway, id, &body));
    }

    fn deliver(&self, name: GatewayName, id: String, body: &Value) -> JoinHandle<()> {
        let (bank, body) = (self.clone(), body.to_string());
        let to = self.0.settings.callback_url.clone().map(|url| beside(url, name));
        self.spawn(async move {
            let Some(to) = to else { return };
            for pause in PAUSES_MS {
                sleep(Duration::from_millis(pause)).await;
                let request = bank.0.client.post(to.clone()).header(header::CONTENT_TYPE, "application/json");
                let request = bank.signed(name, request, &id, &body).body(body.clone());
                if request.send().await.is_ok_and(|answer| answer.status().is_success()) {
                    return;
                }
            }
            tracing::warn!(%to, id, "nobody took the pretend gateway's message");
        })
    }

    fn signed(&self, name: GatewayName, request: RequestBuilder, id: &str, body: &str) -> RequestBuilder {
        let (settings, now) = (&self.0.settings.gateways, real_now().timestamp());
        let bytes = body.as_bytes();
        match name {
            GatewayName::Simulated => request
                .header("X-Gateway-Event-Id", id)
                .header("X-Gateway-Signature", timed(settings.simulated_secret.expose_secret(), now, bytes)),
            GatewayName::Razorpay => request.header("X-Razorpay-Event-Id", id).header(
                "X-Razorpay-Signature",
                hex::encode(tag(settings.razorpay_secret.expose_secret(), &[bytes])),
            ),
            GatewayName::Stripe => {
                request.header("Stripe-Signature", timed(settings.stripe_secret.expose_secret(), now, bytes))
            }
        }
    }
}

/// Kist takes gateways' messages beside the bank's.
fn beside(mut url: Url, name: GatewayName) -> Url {
    url.set_path(&format!("/webhooks/gateways/{}", name.as_str()));
    url
}
