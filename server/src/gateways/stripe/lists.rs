//! What is older than Stripe keeps idempotency keys is looked for in its lists: sent again under its key it would be new.

use super::{
    super::http::{ABOUT_ANOTHER, Trouble, by_status, hear, reference, text},
    Stripe,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::gateway::{AboutCharge, RefundOrder};
use serde_json::Value;
use uuid::Uuid;

/// Stripe says at least 24 hours.
const KEYS_ARE_KEPT: TimeDelta = TimeDelta::hours(23);
/// Their clock and ours.
const SLACK: i64 = 300;
/// So that a page is no longer than any answer may be.
const PAGE: &str = "20";
/// One that is not among so many is not known; nothing is guessed.
const PAGES_MAX: usize = 100;

pub(super) enum Listed {
    /// As Stripe calls it.
    Found(String),
    /// The whole list was read, and it is not in it.
    Nothing,
    Unknown(&'static str),
}

/// When our id was made, which was before it was first sent.
fn made_at(id: Uuid) -> Option<i64> {
    let (seconds, _) = id.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()
}

pub(super) fn is_forgotten(id: Uuid, now: DateTime<Utc>) -> bool {
    made_at(id).is_none_or(|at| now.timestamp().saturating_sub(at) > KEYS_ARE_KEPT.num_seconds())
}

impl Stripe {
    pub(super) async fn listed_intent(&self, about: &AboutCharge) -> Result<Listed, Trouble> {
        let since = made_at(about.reference.0).unwrap_or_default().saturating_sub(SLACK).to_string();
        self.listed("payment_intents", ("created[gte]", &since), about.reference.0).await
    }

    pub(super) async fn listed_refund(&self, order: &RefundOrder) -> Result<Listed, Trouble> {
        self.listed("refunds", ("payment_intent", &order.charge_reference), order.reference.0).await
    }

    async fn listed(&self, what: &str, narrowed: (&str, &str), ours: Uuid) -> Result<Listed, Trouble> {
        let ours = ours.to_string();
        let mut last: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![narrowed, ("limit", PAGE)];
            if let Some(last) = &last {
                query.push(("starting_after", last));
            }
            let heard = hear(self.signed(self.http.get_with(&["v1", what], &query))).await?;
            let items = heard.body.get("data").and_then(Value::as_array).filter(|_| heard.status == 200);
            let Some(items) = items else { return Ok(Listed::Unknown(by_status(heard.status).0)) };
            let is_ours = |item: &&Value| {
                item.get("metadata").and_then(|metadata| text(metadata, "reference")) == Some(ours.as_str())
            };
            if let Some(found) = items.iter().find(is_ours) {
                return Ok(reference(found, "id").map_or(Listed::Unknown(ABOUT_ANOTHER), Listed::Found));
            }
            match heard.body.get("has_more").and_then(Value::as_bool) {
                Some(false) => return Ok(Listed::Nothing),
                Some(true) => last = items.last().and_then(|item| reference(item, "id")),
                None => return Ok(Listed::Unknown("The gateway's answer could not be read.")),
            }
            if last.is_none() {
                break;
            }
        }
        Ok(Listed::Unknown("The gateway's list is too long to be read."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Timestamp;

    #[test]
    fn an_id_tells_its_age() {
        let now = domain::work::real_now();
        let of_age = |hours: u64| {
            let at = u64::try_from(now.timestamp()).unwrap() - hours * 3600;
            Uuid::new_v7(Timestamp::from_unix(uuid::NoContext, at, 0))
        };
        assert!(!is_forgotten(of_age(0), now) && !is_forgotten(of_age(22), now));
        assert!(is_forgotten(of_age(24), now));
        assert!(is_forgotten(Uuid::new_v4(), now), "nothing is known of it");
    }
}
