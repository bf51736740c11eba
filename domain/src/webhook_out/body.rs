use super::Wanted;
use crate::{body::Raw, explain::Explanation};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// More than any address may have, so that the rules of addresses tell of theirs.
const URL_MOST: usize = 10_000;

/// `POST /webhook-endpoints`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["url", "events"], "examples" = [{"url": "https://shop.example.com/webhooks", "events": ["*"]}])))]
pub struct EndpointBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::HttpsAddress"))]
    pub url: Raw,
    /// A list of names of events, or of `"*"` alone.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    #[serde(default)]
    pub events: Option<Value>,
}

/// `PATCH /webhook-endpoints/{id}`: what is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"paused": true}])))]
pub struct ChangeEndpointBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::HttpsAddress"))]
    pub url: Raw,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    #[serde(default)]
    pub events: Option<Value>,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub paused: Raw,
}

/// `POST /webhook-endpoints/{id}/resend`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["since"], "examples" = [{"since": "2026-01-31T09:30:00Z"}])))]
pub struct ResendBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Time"))]
    pub since: Raw,
}

/// One that was read; whether its address may be called is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEndpoint {
    pub url: String,
    pub events: Wanted,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointChange {
    pub url: Option<String>,
    pub events: Option<Wanted>,
    pub paused: Option<bool>,
}

impl EndpointBody {
    pub fn read(&self) -> Result<NewEndpoint, Explanation> {
        let needed = self.events.as_ref().ok_or_else(choose).and_then(wanted);
        match (self.url.text("url", URL_MOST), needed) {
            (Ok(url), Ok(events)) => Ok(NewEndpoint { url, events }),
            (Err(url), Err(events)) => Err(url.and(events)),
            (Err(why), Ok(_)) | (Ok(_), Err(why)) => Err(why),
        }
    }
}

impl ChangeEndpointBody {
    pub fn read(&self) -> Result<EndpointChange, Explanation> {
        let change = EndpointChange {
            url: if self.url.is_missing() { None } else { Some(self.url.text("url", URL_MOST)?) },
            events: self.events.as_ref().map(wanted).transpose()?,
            paused: if self.paused.is_missing() { None } else { Some(self.paused.flag("paused")?) },
        };
        if change == EndpointChange::default() {
            return Err(Explanation::validation("url", "Say what to change: url, events or paused."));
        }
        Ok(change)
    }
}

impl ResendBody {
    /// Real time, as the log of deliveries shows it.
    pub fn read(&self) -> Result<DateTime<Utc>, Explanation> {
        let text = self.since.text("since", 40)?;
        let read = DateTime::parse_from_rfc3339(&text).map(|since| since.to_utc());
        read.map_err(|_| Explanation::validation("since", "This must be a time like 2026-01-31T09:30:00Z."))
    }
}

fn wanted(events: &Value) -> Result<Wanted, Explanation> {
    let names: Option<Vec<&str>> =
        events.as_array().and_then(|names| names.iter().map(Value::as_str).collect());
    names.as_deref().and_then(Wanted::parse).ok_or_else(choose)
}

fn choose() -> Explanation {
    Explanation::validation(
        "events",
        "Say which events it wants, like [\"payment.succeeded\"], or [\"*\"] for all.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn new(body: Value, wrong: &[&str]) {
        let read = serde_json::from_value::<EndpointBody>(body.clone()).unwrap().read();
        match read {
            Ok(_) => assert!(wrong.is_empty(), "{body}"),
            Err(why) => {
                assert!(!wrong.is_empty(), "{body}: {why:?}");
                for field in wrong {
                    assert!(why.about(field).is_some(), "{body}: {field}");
                }
            }
        }
    }

    #[test]
    fn an_endpoint_has_an_address_and_wants_something() {
        new(json!({ "url": "https://shop.example", "events": ["*"] }), &[]);
        new(json!({ "url": "https://shop.example", "events": ["payout.failed"] }), &[]);
        for events in [json!(null), json!([]), json!("*"), json!(["x"]), json!([1]), json!({})] {
            new(json!({ "url": "https://shop.example", "events": events }), &["events"]);
        }
        new(json!({ "url": 7, "events": ["*"] }), &["url"]);
        new(json!({}), &["url", "events"]);
    }

    #[test]
    fn a_change_says_what_changes() {
        let read = |body: Value| serde_json::from_value::<ChangeEndpointBody>(body).unwrap().read();
        assert_eq!(read(json!({ "paused": true })).unwrap().paused, Some(true));
        assert_eq!(read(json!({ "events": ["*"] })).unwrap().events, Some(Wanted::everything()));
        for bad in [json!({}), json!({ "paused": "maybe" }), json!({ "events": [] }), json!({ "url": "" })] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn since_is_a_time() {
        let read =
            |since: Value| serde_json::from_value::<ResendBody>(json!({ "since": since })).unwrap().read();
        assert!(
            read(json!("2026-01-31T09:30:00Z")).is_ok() && read(json!("2026-01-31T09:30:00+05:30")).is_ok()
        );
        for bad in
            [json!(null), json!("yesterday"), json!(7), json!("2026-01-31"), json!("2026-02-30T00:00:00Z")]
        {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
