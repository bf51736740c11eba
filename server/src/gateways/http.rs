//! Asks a gateway, and listens to the end. What came back is judged by each adapter; what never came is the same for all.

use crate::{
    breaker::{Breaker, BreakerView},
    cause,
    config::GatewaySettings,
};
use domain::{
    gateway::{Asked, Charged, Refunded, Refusal, codes::UNREACHABLE},
    work::real_now,
};
use reqwest::{Client, RequestBuilder, Url, redirect::Policy};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// A gateway that sends more than this for an answer sends something else.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// As the tables of tries and refunds take it.
const REFERENCE_CHARACTERS_MAX: usize = 255;
const PAGE_BYTES_MAX: usize = 2048;
const CODE_CHARACTERS_MAX: usize = 64;

pub(super) struct Http {
    client: Client,
    base: Url,
    breaker: Breaker,
}

/// An answer that arrived whole.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: u16,
    /// `Null` where it is no JSON.
    pub(super) body: Value,
}

/// No answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nobody opened: nothing was sent.
    Unreachable,
    TimedOut,
    Lost,
    TooLong,
}

/// An answer and whether it speaks for the gateway's health.
pub(super) type Told<T> = (T, bool);

impl Http {
    pub(super) fn new(base: Url, settings: &GatewaySettings) -> anyhow::Result<Http> {
        let client = Client::builder()
            .connect_timeout(CONNECT_LIMIT.min(settings.time_limit))
            .timeout(settings.time_limit)
            // It follows nobody elsewhere with our keys.
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Http { client, base, breaker: Breaker::new(settings.breaker, Instant::now()) })
    }

    pub(super) fn breaker(&self) -> BreakerView {
        self.breaker.view(Instant::now(), real_now())
    }

    pub(super) fn rests(&self) -> Result<(), String> {
        self.breaker.rests(Instant::now()).map_err(rest_words)
    }

    pub(super) fn ready(&self) -> Result<(), String> {
        self.breaker.ready(Instant::now()).map_err(rest_words)
    }

    /// Notes how a question as a whole went.
    pub(super) fn noted<T>(&self, (answer, well): Told<T>) -> T {
        self.breaker.record(well, Instant::now());
        answer
    }

    /// Notes how a question went. That a charge was refused tells how the gateway did then, not how it does now: a late
    /// question about an old refusal must not open the circuit again.
    pub(super) fn noted_enquiry(&self, (said, well): Told<Asked>) -> Asked {
        if !matches!(said, Asked::Known(Charged::Refused(_))) {
            self.breaker.record(well, Instant::now());
        }
        said
    }

    /// Notes what giving a charge up tells of the gateway's health: that it answered nothing. A plain answer is about what
    /// was sent before, and does not make it well again that it could not take that.
    pub(super) fn noted_call_off(&self, (said, well): Told<Charged>) -> Charged {
        if !well && matches!(said, Charged::Unknown { .. }) {
            self.breaker.record(false, Instant::now());
        }
        said
    }

    /// `<base>/<path…>`
    pub(super) fn address(&self, path: &[&str]) -> Url {
        let mut address = self.base.clone();
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        address
    }

    pub(super) fn get(&self, path: &[&str]) -> RequestBuilder {
        self.client.get(self.address(path))
    }

    pub(super) fn get_with(&self, path: &[&str], query: &[(&str, &str)]) -> RequestBuilder {
        let mut address = self.address(path);
        address.query_pairs_mut().extend_pairs(query);
        self.client.get(address)
    }

    pub(super) fn post(&self, path: &[&str]) -> RequestBuilder {
        self.client.post(self.address(path))
    }

    pub(super) fn patch(&self, path: &[&str]) -> RequestBuilder {
        self.client.patch(self.address(path))
    }
}

/// Sends, and listens to the end.
pub(super) async fn hear(request: RequestBuilder) -> Result<Heard, Trouble> {
    let mut answer = request.headers(cause::headers()).send().await.map_err(|error| trouble(&error))?;
    let status = answer.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| trouble(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(Trouble::TooLong);
        }
    }
    Ok(Heard { status, body: serde_json::from_slice(&bytes).unwrap_or_default() })
}

fn trouble(error: &reqwest::Error) -> Trouble {
    match () {
        // A connection that was never made has carried nothing, also where making it took too long.
        () if error.is_connect() => Trouble::Unreachable,
        () if error.is_timeout() => Trouble::TimedOut,
        () => Trouble::Lost,
    }
}

impl Trouble {
    const fn words(self) -> &'static str {
        match self {
            Trouble::Unreachable => "The gateway could not be reached.",
            Trouble::TimedOut => "The gateway did not answer in time.",
            Trouble::Lost => "The connection to the gateway was lost.",
            Trouble::TooLong => "The gateway's answer could not be read.",
        }
    }

    /// Of a question: nothing is known.
    pub(super) fn unknown(self) -> Told<Charged> {
        (open(self.words()), false)
    }

    /// Of the first thing that is sent for a charge: what never left can take nothing.
    pub(super) fn of_first_send(self) -> Told<Charged> {
        if self == Trouble::Unreachable {
            let reason = "The gateway could not be reached.".to_owned();
            return (
                Charged::Refused(Refusal { code: UNREACHABLE.to_owned(), reason, elsewhere: true }),
                false,
            );
        }
        self.unknown()
    }

    pub(super) fn of_refund(self) -> Told<Refunded> {
        (open_refund(self.words()), false)
    }
}

pub(super) fn open(why: &str) -> Charged {
    Charged::Unknown { gateway_reference: None, why: why.to_owned() }
}

pub(super) fn open_refund(why: &str) -> Refunded {
    Refunded::Unknown { gateway_reference: None, why: why.to_owned() }
}

/// Of a refund that is known to the gateway, or may be.
pub(super) fn some((said, well): Told<Refunded>) -> Told<Option<Refunded>> {
    (Some(said), well)
}

/// An answer that is no plain word, by its status alone.
pub(super) fn by_status(status: u16) -> Told<&'static str> {
    match status {
        401 | 403 => ("The gateway does not accept our key.", false),
        // Somebody else asks the same at this moment.
        409 => ("The gateway is still working on it.", true),
        408 => ("The gateway did not answer in time.", false),
        429 => ("The gateway is asked too often.", false),
        500..=599 => ("The gateway had an error of its own.", false),
        _ => ("The gateway's answer could not be read.", false),
    }
}

/// For answers about something else than what was asked.
pub(super) const ABOUT_ANOTHER: &str =
    "The gateway answered about another payment than the one that was asked.";

pub(super) fn text<'a>(body: &'a Value, field: &str) -> Option<&'a str> {
    body.get(field)?.as_str().filter(|text| !text.is_empty())
}

/// A gateway's own name of something, as it can be kept.
pub(super) fn reference(body: &Value, field: &str) -> Option<String> {
    let text = text(body, field)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (plain && text.len() <= REFERENCE_CHARACTERS_MAX).then(|| text.to_owned())
}

/// Where a customer may be sent: an address of the web, as the table of tries takes it.
pub(super) fn page(text: Option<&str>) -> Option<&str> {
    let text = text.filter(|text| text.len() <= PAGE_BYTES_MAX)?;
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "https" | "http") && url.has_host()).then_some(text)
}

/// A code as we keep and show it, whatever the gateway writes.
pub(super) fn clean(code: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    let code: String = code.chars().filter(plain).take(CODE_CHARACTERS_MAX).collect();
    match code.to_lowercase() {
        code if code.is_empty() => "declined".to_owned(),
        // Ours alone: it means that nothing was ever sent.
        code if code == UNREACHABLE => format!("gateway_{code}"),
        code => code,
    }
}

fn rest_words(left: Duration) -> String {
    let seconds = left.as_secs().saturating_add(1);
    format!("The gateway failed several times in a row; it is left alone for {seconds} seconds more.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_kept_is_short_and_plain() {
        assert_eq!(clean("Card_Declined"), "card_declined");
        assert_eq!(clean("<b>"), "b");
        assert_eq!(clean("\u{0}"), "declined");
        assert_ne!(clean(&UNREACHABLE.to_uppercase()), UNREACHABLE);
        assert_eq!(reference(&json!({ "id": "pi_1" }), "id"), Some("pi_1".to_owned()));
        for bad in [
            json!({ "id": "" }),
            json!({ "id": 7 }),
            json!({ "id": "a b" }),
            json!({ "id": "x".repeat(300) }),
        ] {
            assert_eq!(reference(&bad, "id"), None, "{bad}");
        }
    }

    #[test]
    fn only_what_never_left_is_a_refusal() {
        assert!(
            matches!(Trouble::Unreachable.of_first_send().0, Charged::Refused(refusal) if refusal.elsewhere)
        );
        for trouble in [Trouble::TimedOut, Trouble::Lost, Trouble::TooLong] {
            assert!(matches!(trouble.of_first_send(), (Charged::Unknown { .. }, false)));
        }
        assert!(matches!(Trouble::Unreachable.unknown().0, Charged::Unknown { .. }));
    }
}
