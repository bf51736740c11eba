//! The payment gateways. One without credentials is not there; a demonstration has pretend ones for all.

use super::{Config, bank::is_here, reader::Reader};
use crate::{
    breaker::Limits as BreakerLimits,
    simulator::{GatewayBehaviours, GatewaysSettings},
};
use domain::gateway::GatewayName;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// Good enough between a demonstration and its pretend gateways; refused anywhere else.
const DEMO_KEY: &str = "kist-demo-gateway-key";
const DEMO_SECRET: &str = "kist-demo-gateway-webhook-secret";
/// Stripe's own test card, which is no card.
const DEMO_CARD: &str = "pm_card_visa";
const DEMO_KEY_ID: &str = "rzp_test_kistdemo";

#[derive(Clone, Debug)]
pub struct GatewaySettings {
    /// For one answer.
    pub time_limit: Duration,
    pub breaker: BreakerLimits,
    pub simulated: Option<SimulatedSettings>,
    pub razorpay: Option<RazorpaySettings>,
    pub stripe: Option<StripeSettings>,
}

#[derive(Clone, Debug)]
pub struct SimulatedSettings {
    pub key: SecretString,
    pub webhook_secrets: Vec<SecretString>,
}

#[derive(Clone, Debug)]
pub struct RazorpaySettings {
    /// `None`: the pretend one.
    pub url: Option<Url>,
    pub key_id: String,
    pub key_secret: SecretString,
    pub webhook_secrets: Vec<SecretString>,
}

#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// `None`: the pretend one.
    pub url: Option<Url>,
    pub secret_key: SecretString,
    /// What is charged where no customer is at a browser. `None`: nothing can be, and Stripe refuses it.
    pub payment_method: Option<String>,
    pub webhook_secrets: Vec<SecretString>,
}

impl Config {
    /// Where the pretend one is.
    pub fn pretend_gateway_url(&self, name: GatewayName) -> anyhow::Result<Url> {
        let mut base = match &self.bank.url {
            Some(url) if self.demo => url.clone(),
            _ => format!("http://{}", self.simulator.address).parse()?,
        };
        base.set_path(&format!("/gateways/{}", name.as_str()));
        Ok(base)
    }
}

impl GatewaySettings {
    pub(super) fn unfit_for_production(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut check = |name: &str, url: Option<&Url>, keys: &[&SecretString], hooks: &[SecretString]| {
            if url.is_some_and(|url| url.scheme() == "http" && !is_here(url)) {
                wrong.push(format!("{name}_URL must be https: our key would travel readable."));
            }
            if keys.iter().any(|key| key.expose_secret() == DEMO_KEY) {
                wrong.push(format!("The key of {name} is the well-known one of demonstrations."));
            }
            if hooks.is_empty() {
                wrong.push(format!("{name}_WEBHOOK_SECRETS is not set: its notices would all be refused."));
            }
            if hooks.iter().any(|secret| secret.expose_secret() == DEMO_SECRET) {
                wrong.push(format!("{name}_WEBHOOK_SECRETS has the well-known one of demonstrations."));
            }
        };
        if let Some(own) = &self.razorpay {
            check("RAZORPAY", own.url.as_ref(), &[&own.key_secret], &own.webhook_secrets);
        }
        if let Some(own) = &self.stripe {
            check("STRIPE", own.url.as_ref(), &[&own.secret_key], &own.webhook_secrets);
        }
        wrong
    }
}

impl Reader<'_> {
    pub(super) fn gateways(&mut self, demo: bool) -> GatewaySettings {
        let seconds = self.number("GATEWAY_TIMEOUT_SECONDS", 10, 1);
        let ms = self.number("GATEWAY_TIMEOUT_MS", seconds.saturating_mul(1000), 1);
        GatewaySettings {
            time_limit: Duration::from_millis(ms.into()),
            breaker: BreakerLimits {
                failures: self.number("GATEWAY_BREAKER_FAILURES", 5, 1),
                rest: Duration::from_secs(self.number("GATEWAY_BREAKER_SECONDS", 15, 1).into()),
            },
            simulated: demo.then(|| SimulatedSettings {
                key: SecretString::from(DEMO_KEY),
                webhook_secrets: vec![SecretString::from(DEMO_SECRET)],
            }),
            razorpay: self.razorpay(demo),
            stripe: self.stripe(demo),
        }
    }

    /// They share the keys, and sign with the first secrets: whoever settles those of a gateway has settled its own.
    pub(super) fn pretend_gateways(&mut self, real: &GatewaySettings) -> GatewaysSettings {
        let signs = |secrets: Option<&Vec<SecretString>>| {
            let first = secrets.and_then(|secrets| secrets.first());
            first.cloned().unwrap_or_else(|| SecretString::from(DEMO_SECRET))
        };
        let (razorpay, stripe) = (real.razorpay.as_ref(), real.stripe.as_ref());
        GatewaysSettings {
            behaviours: GatewayBehaviours::default(),
            simulated_key: SecretString::from(DEMO_KEY),
            simulated_secret: SecretString::from(DEMO_SECRET),
            razorpay_secret: signs(razorpay.map(|own| &own.webhook_secrets)),
            stripe_secret: signs(stripe.map(|own| &own.webhook_secrets)),
            razorpay: razorpay.map_or_else(
                || (DEMO_KEY_ID.to_owned(), SecretString::from(DEMO_KEY)),
                |own| (own.key_id.clone(), own.key_secret.clone()),
            ),
            stripe_key: stripe.map_or_else(|| SecretString::from(DEMO_KEY), |own| own.secret_key.clone()),
            public_url: self.url("BANK_SIMULATOR_PUBLIC_URL").map(String::from),
        }
    }

    fn razorpay(&mut self, demo: bool) -> Option<RazorpaySettings> {
        let url = self.url("RAZORPAY_URL");
        let (id, secret) = (self.text("RAZORPAY_KEY_ID"), self.text("RAZORPAY_KEY_SECRET"));
        let webhook_secrets = self.webhook_secrets("RAZORPAY_WEBHOOK_SECRETS", demo);
        match (id, secret) {
            (Some(key_id), Some(secret)) => Some(RazorpaySettings {
                url: url.or_else(|| "https://api.razorpay.com".parse().ok()),
                key_id,
                key_secret: SecretString::from(secret),
                webhook_secrets,
            }),
            (None, None) if url.is_some() => {
                self.refuse("RAZORPAY_URL is set without RAZORPAY_KEY_ID and RAZORPAY_KEY_SECRET.", None)
            }
            (None, None) => demo.then(|| RazorpaySettings {
                url: None,
                key_id: DEMO_KEY_ID.to_owned(),
                key_secret: SecretString::from(DEMO_KEY),
                webhook_secrets,
            }),
            _ => self.refuse("RAZORPAY_KEY_ID and RAZORPAY_KEY_SECRET belong together.", None),
        }
    }

    fn stripe(&mut self, demo: bool) -> Option<StripeSettings> {
        let url = self.url("STRIPE_URL");
        let payment_method = self.text("STRIPE_PAYMENT_METHOD");
        let webhook_secrets = self.webhook_secrets("STRIPE_WEBHOOK_SECRETS", demo);
        match self.text("STRIPE_SECRET_KEY") {
            Some(key) => Some(StripeSettings {
                url: url.or_else(|| "https://api.stripe.com".parse().ok()),
                secret_key: SecretString::from(key),
                payment_method,
                webhook_secrets,
            }),
            None if url.is_some() => self.refuse("STRIPE_URL is set without STRIPE_SECRET_KEY.", None),
            None => demo.then(|| StripeSettings {
                url: None,
                secret_key: SecretString::from(DEMO_KEY),
                payment_method: payment_method.or_else(|| Some(DEMO_CARD.to_owned())),
                webhook_secrets,
            }),
        }
    }

    /// The first signs in a demonstration; all of them are known while one is changed.
    fn webhook_secrets(&mut self, name: &str, demo: bool) -> Vec<SecretString> {
        let mut secrets = self.list(name);
        if secrets.is_empty() && demo {
            secrets.push(DEMO_SECRET.to_owned());
        }
        secrets.into_iter().map(SecretString::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{BANK, DATA, KEY, URL, read};

    #[test]
    fn a_demonstration_has_all_and_production_those_with_keys() {
        let demo = read(&[URL, ("KIST_DEMO", "1")]).unwrap().gateways;
        assert!(demo.simulated.is_some() && demo.razorpay.is_some() && demo.stripe.is_some());
        let none = read(&[URL]).unwrap().gateways;
        assert!(none.simulated.is_none() && none.razorpay.is_none() && none.stripe.is_none());
        let stripe = read(&[URL, ("STRIPE_SECRET_KEY", "sk_live_1")]).unwrap().gateways.stripe.unwrap();
        assert_eq!(stripe.url.unwrap().as_str(), "https://api.stripe.com/");
    }

    #[test]
    fn production_takes_no_known_secret_and_no_open_line() {
        let wrong = |settings: &[(&str, &str)]| {
            let all = [&[URL, DATA, ("SECRET_KEY", KEY)], BANK.as_slice(), settings].concat();
            let refused = read(&all).unwrap().check_for_serving();
            refused.err().map(|wrong| wrong.0.len()).unwrap_or_default()
        };
        assert_eq!(wrong(&[]), 0);
        let (key, hooks) = (("STRIPE_SECRET_KEY", "sk_live_1"), ("STRIPE_WEBHOOK_SECRETS", "whsec_1"));
        assert_eq!(wrong(&[key, hooks]), 0);
        assert_eq!(wrong(&[key]), 1);
        assert_eq!(wrong(&[key, hooks, ("STRIPE_URL", "http://stripe.example.com")]), 1);
        assert_eq!(wrong(&[key, hooks, ("STRIPE_URL", "http://127.0.0.1:1")]), 0);
        assert_eq!(wrong(&[("STRIPE_SECRET_KEY", super::DEMO_KEY), hooks]), 1);
        assert_eq!(wrong(&[key, ("STRIPE_WEBHOOK_SECRETS", super::DEMO_SECRET)]), 1);
    }

    #[test]
    fn what_belongs_together_is_set_together() {
        for settings in [
            [("RAZORPAY_KEY_ID", "a")],
            [("RAZORPAY_KEY_SECRET", "a")],
            [("RAZORPAY_URL", "https://x.example")],
            [("STRIPE_URL", "https://x.example")],
        ] {
            assert_eq!(read(&[&[URL], &settings[..]].concat()).unwrap_err().0.len(), 1, "{settings:?}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let settings = [("STRIPE_SECRET_KEY", "sk_live_hush"), ("STRIPE_WEBHOOK_SECRETS", "whsec_hush")];
        let printed = format!("{:?}", read(&[&[URL], &settings[..]].concat()).unwrap());
        assert!(!printed.contains("hush"), "{printed}");
    }
}
