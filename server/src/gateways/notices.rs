use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::gateway::Notice;

/// Why a message is not taken for the gateway's. Told to nobody but the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the gateway is not configured")]
    NotConfigured,
    #[error("the header {0} is missing or malformed")]
    Header(&'static str),
    #[error("the message is too old, or from the future")]
    Stale,
    #[error("no signature is of a secret that we know")]
    NoMatch,
    #[error("the message has no id")]
    NoId,
}

pub(super) trait Notices: Send + Sync {
    /// Whether somebody who knows one of our secrets sent this. Returns the event's id: the same event, sent again, has
    /// the same.
    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Refused>;
    fn read(&self, body: &[u8]) -> Result<Notice, &'static str>;
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refused> {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    text.ok_or(Refused::Header(name))
}

/// As the table of messages takes it.
pub(super) fn event_id(text: &str) -> Result<String, Refused> {
    let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(text.to_owned()) } else { Err(Refused::NoId) }
}
