//! What the pretend bank tells Kist by itself: one event for each transfer that came to an end.

use super::{
    Bank,
    books::Record,
    desk::{Reply, answer},
};
use crate::signature;
use domain::work::real_now;
use reqwest::{Url, header};
use std::time::Duration;
use tokio::{task::JoinHandle, time::sleep};

/// Before each try.
const PAUSES_MS: [u64; 5] = [0, 500, 1_000, 2_000, 4_000];

impl Bank {
    /// Tells what became of it, until somebody takes it or nobody did for a while. Told again, it is the same event.
    pub(super) fn tell(&self, record: &Record) -> JoinHandle<()> {
        let bank = self.clone();
        let own = record.order.callback_url.as_deref().and_then(loopback);
        let to = own.or_else(|| self.0.settings.callback_url.clone());
        let id = format!("evt_{}", record.order.bank_reference());
        let body = match answer(record) {
            Reply::Says(_, body) => body.to_string(),
            Reply::Nothing => String::new(),
        };
        self.spawn(async move {
            let Some(to) = to else { return };
            for pause in PAUSES_MS {
                sleep(Duration::from_millis(pause)).await;
                if bank.post(&to, &id, &body).await {
                    bank.0.told_somebody.notify_waiters();
                    return;
                }
            }
            tracing::warn!(%to, id, "nobody took the pretend bank's callback");
        })
    }

    async fn post(&self, to: &Url, id: &str, body: &str) -> bool {
        let request = self.0.client.post(to.clone()).header(header::CONTENT_TYPE, "application/json");
        let signed = signature::headers(&self.0.settings.secret, id, real_now(), body.as_bytes());
        let request = signed.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.body(body.to_owned()).send().await.is_ok_and(|answer| answer.status().is_success())
    }
}

/// A transfer may name whom to tell on this machine only: the pretend bank carries nobody's requests elsewhere.
pub(super) fn loopback(url: &str) -> Option<Url> {
    let url: Url = url.parse().ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    (here && url.scheme() == "http").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_told_on_request() {
        for good in ["http://127.0.0.1:3000/x", "http://localhost/x", "http://[::1]:80/"] {
            assert!(loopback(good).is_some(), "{good}");
        }
        for bad in [
            "http://10.0.0.1/",
            "http://localhost.example.com/",
            "http://127.0.0.1@example.com/",
            "file:///x",
            "x",
        ] {
            assert!(loopback(bad).is_none(), "{bad}");
        }
    }
}
