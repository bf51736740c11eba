//! The payment gateways that payments go through: adapters to `domain::gateway`, those that the settings name.

mod face; // what each adapter does, and what all share
mod http; // asks, and listens to the end
mod notices; // what a gateway tells by itself: signed, then read
mod razorpay;
pub(crate) mod signature; // a time and an HMAC in one header
mod simulated;
mod stripe;

pub use notices::Refused;

use crate::{breaker::BreakerView, config::Config};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::gateway::{GatewayName, Notice, PaymentGateway};
use face::{Adapter, Guarded};
use razorpay::Razorpay;
use simulated::Simulated;
use std::{collections::BTreeMap, sync::Arc};
use stripe::Stripe;

/// Cheap to clone.
#[derive(Clone)]
pub struct Gateways {
    all: Arc<BTreeMap<GatewayName, Arc<dyn Adapter>>>,
}

impl Gateways {
    /// Nothing is asked yet: gateways may be away while the product starts.
    pub fn new(config: &Config) -> anyhow::Result<Gateways> {
        let settings = &config.gateways;
        let pretend = |name: GatewayName| config.pretend_gateway_url(name);
        let mut all: BTreeMap<GatewayName, Arc<dyn Adapter>> = BTreeMap::new();
        if let Some(own) = &settings.simulated {
            let base = pretend(GatewayName::Simulated)?;
            all.insert(GatewayName::Simulated, Arc::new(Guarded(Simulated::new(base, own, settings)?)));
        }
        if let Some(own) = &settings.razorpay {
            let base = own.url.clone().map_or_else(|| pretend(GatewayName::Razorpay), Ok)?;
            all.insert(GatewayName::Razorpay, Arc::new(Guarded(Razorpay::new(base, own, settings)?)));
        }
        if let Some(own) = &settings.stripe {
            let base = own.url.clone().map_or_else(|| pretend(GatewayName::Stripe), Ok)?;
            all.insert(GatewayName::Stripe, Arc::new(Guarded(Stripe::new(base, own, settings)?)));
        }
        Ok(Gateways { all: Arc::new(all) })
    }

    pub fn get(&self, name: GatewayName) -> Option<Arc<dyn PaymentGateway>> {
        let adapter: Arc<dyn PaymentGateway> = self.all.get(&name)?.clone();
        Some(adapter)
    }

    /// Those that this installation can reach.
    pub fn configured(&self) -> Vec<GatewayName> {
        self.all.keys().copied().collect()
    }

    /// As this process sees them.
    pub fn breakers(&self) -> Vec<(GatewayName, BreakerView)> {
        self.all.iter().map(|(name, adapter)| (*name, adapter.http().breaker())).collect()
    }

    /// Whether the gateway sent this. Returns the event's id.
    pub fn verify(
        &self,
        name: GatewayName,
        headers: &HeaderMap,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<String, Refused> {
        self.all.get(&name).ok_or(Refused::NotConfigured)?.notices().verify(headers, body, now)
    }

    /// What a message tells, or a sentence why nothing can be made of it.
    pub fn read_notice(&self, name: GatewayName, body: &[u8]) -> Result<Notice, &'static str> {
        self.all.get(&name).ok_or("The gateway is not configured any more.")?.notices().read(body)
    }
}
