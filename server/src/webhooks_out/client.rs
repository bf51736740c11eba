//! One try: the address looked at again, at most so long, nobody followed elsewhere.

use super::turns::Turns;
use crate::{
    cause,
    config::WebhookSettings,
    signature::{ID, SIGNATURE, Secret, TIMESTAMP, sign},
    workers::WorkerSettings,
};
use domain::{
    id::EndpointId,
    webhook_out::{
        Reach,
        pg::{Message, Rules, Tried},
    },
    work::real_now,
};
use reqwest::{
    Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
    redirect::Policy,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// More of an answer is not read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// So much of it is kept.
const ANSWER_CHARACTERS_KEPT: usize = 500;

pub struct Webhooks {
    client: Client,
    reach: Reach,
    rules: Rules,
    time_limit: Duration,
    turns: Turns,
}

/// Why a try did not come to an answer, in words for the merchant.
const NO_PUBLIC_ADDRESS: &str = "The address is not one of the public internet.";

/// Hands out only addresses that may be called: whatever a name stands for by now, nothing else is connected to.
struct PublicOnly(Reach);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let addresses = reach.addresses(name.as_str()).await;
            if addresses.is_empty() {
                return Err(NoPublicAddress.into());
            }
            // The client puts the port in.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok::<Addrs, _>(Box::new(addresses.collect::<Vec<_>>().into_iter()))
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{NO_PUBLIC_ADDRESS}")]
struct NoPublicAddress;

impl Webhooks {
    pub(crate) fn new(settings: &WebhookSettings, workers: WorkerSettings) -> anyhow::Result<Webhooks> {
        // A try ends well before the lease of its job does.
        let time_limit = settings.time_limit.min(workers.lease / 3);
        let client = Client::builder()
            .dns_resolver(Arc::new(PublicOnly(settings.reach.clone())))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT_LIMIT.min(time_limit))
            .timeout(time_limit)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .user_agent("Kist-Webhooks/1")
            .build()?;
        Ok(Webhooks {
            client,
            reach: settings.reach.clone(),
            rules: settings.rules,
            time_limit,
            turns: Turns::new(usize::try_from(workers.slots / 4).unwrap_or(1)),
        })
    }

    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    pub(crate) fn rules(&self) -> Rules {
        self.rules
    }

    /// Held while its endpoint is called.
    pub(crate) async fn turn(&self, endpoint: EndpointId) -> Option<OwnedSemaphorePermit> {
        self.turns.take(endpoint).await
    }

    pub(crate) async fn send(&self, message: &Message) -> Tried {
        let (started_at, started) = (real_now(), Instant::now());
        let (http_status, said, error) = match self.call(message).await {
            Ok(answer) => {
                let status = answer.status();
                let error = (!status.is_success()).then(|| refusal(status.as_u16()));
                (Some(status.as_u16()), beginning(answer).await, error)
            }
            Err(why) => (None, String::new(), Some(why)),
        };
        Tried { started_at, took: started.elapsed(), http_status, error, said }
    }

    async fn call(&self, message: &Message) -> Result<Response, String> {
        let url = self.reach.url(&message.url).map_err(|_| NO_PUBLIC_ADDRESS.to_owned())?;
        let (id, timestamp) = (message.event.to_string(), real_now().timestamp());
        let mut signatures = Vec::new();
        for secret in &message.secrets {
            let secret: Secret = secret.parse().map_err(|_| "Its secret cannot be read.".to_owned())?;
            signatures.push(sign(&secret, &id, timestamp, message.body.as_bytes()));
        }
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(ID, id)
            .header(TIMESTAMP, timestamp.to_string())
            .header(SIGNATURE, signatures.join(" "))
            // The request that caused the event: what the merchant's own server asked, as often as not.
            .headers(cause::headers())
            .body(message.body.clone());
        request.send().await.map_err(|error| self.trouble(&error))
    }

    /// Without the address, which may have a password in it.
    fn trouble(&self, error: &reqwest::Error) -> String {
        let mut cause = std::error::Error::source(error);
        while let Some(why) = cause {
            if why.is::<NoPublicAddress>() {
                return NO_PUBLIC_ADDRESS.to_owned();
            }
            cause = why.source();
        }
        if error.is_connect() {
            "No connection could be made.".to_owned()
        } else if error.is_timeout() {
            format!("No answer within {} seconds.", self.time_limit.as_secs())
        } else {
            "The connection ended before there was an answer.".to_owned()
        }
    }
}

fn refusal(status: u16) -> String {
    match status {
        300..=399 => format!("It answered {status}: elsewhere. We do not follow; change the address."),
        410 => "It answered 410: that it is gone. The endpoint is paused.".to_owned(),
        _ => format!("It answered {status}."),
    }
}

/// What is kept of an answer. That it breaks off changes nothing: its status has been said.
async fn beginning(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_BYTES_MAX {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    text.chars().filter(|c| !c.is_control() || *c == '\n').take(ANSWER_CHARACTERS_KEPT).collect()
}
