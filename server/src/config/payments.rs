//! Merchants' payments: where customers find the checkout, and how patient it is.

use super::reader::Reader;
use domain::payment::next::Policy;
use reqwest::Url;
use std::{net::SocketAddr, time::Duration};

#[derive(Clone, Debug)]
pub struct PaymentSettings {
    /// Where the product is reached from outside, without a slash at its end.
    pub public_url: String,
    /// Nobody said, and it is where this process listens.
    is_made_up: bool,
    pub policy: Policy,
}

impl PaymentSettings {
    pub(super) fn unfit_for_production(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.is_made_up {
            wrong.push(
                "PUBLIC_URL is not set: merchants' customers could not find the checkout. It is the address of \
                 this product as browsers see it, like https://pay.example.com."
                    .to_owned(),
            );
        } else if !self.public_url.starts_with("https://") {
            wrong.push(
                "PUBLIC_URL must be https: what customers are shown could be changed on its way.".to_owned(),
            );
        }
        wrong
    }
}

impl Reader<'_> {
    pub(super) fn payments(&mut self, address: SocketAddr) -> PaymentSettings {
        let named = self.url("PUBLIC_URL");
        let minutes = self.number("PAYMENT_CUSTOMER_MINUTES", 15, 1);
        let pause = self.number("PAYMENT_ENQUIRE_MS", 3_000, 1);
        PaymentSettings {
            is_made_up: named.is_none(),
            public_url: named.map_or_else(|| format!("http://{}", reachable(address)), without_slash),
            policy: Policy {
                resends_max: self.number("PAYMENT_MAX_RETRIES", 3, 0).min(1_000),
                customer_limit: Duration::from_secs(u64::from(minutes).saturating_mul(60)),
                pause: Duration::from_millis(pause.into()),
            },
        }
    }
}

fn without_slash(url: Url) -> String {
    String::from(url).trim_end_matches('/').to_owned()
}

/// Whoever listens everywhere is reached at least from here.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    address
}

#[cfg(test)]
mod tests {
    use super::super::tests::{URL, read};
    use std::time::Duration;

    #[test]
    fn customers_are_sent_to_where_the_product_is() {
        let at = |settings: &[(&str, &str)]| read(&[&[URL], settings].concat()).unwrap().payments.public_url;
        assert_eq!(at(&[]), "http://127.0.0.1:3000");
        assert_eq!(at(&[("KIST_ADDR", "0.0.0.0:80")]), "http://127.0.0.1:80");
        assert_eq!(at(&[("PUBLIC_URL", "https://pay.example.com/")]), "https://pay.example.com");
        let policy = read(&[URL, ("PAYMENT_CUSTOMER_MINUTES", "2")]).unwrap().payments.policy;
        assert_eq!(policy.customer_limit, Duration::from_secs(120));
    }

    #[test]
    fn production_says_where_it_is() {
        let wrong = |settings: &[(&str, &str)]| {
            let settings = read(&[&[URL], settings].concat()).unwrap().payments;
            settings.unfit_for_production().len()
        };
        assert_eq!(wrong(&[]), 1);
        assert_eq!(wrong(&[("PUBLIC_URL", "http://pay.example.com")]), 1);
        assert_eq!(wrong(&[("PUBLIC_URL", "https://pay.example.com")]), 0);
    }
}
