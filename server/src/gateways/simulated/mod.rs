//! The pretend gateway of demonstrations, which speaks as plainly as a gateway can.

mod codes;

use super::{
    face::Face,
    http::{
        ABOUT_ANOTHER, Heard, Http, Told, by_status, clean, hear, open, open_refund, page, reference, text,
    },
    notices::{Notices, Refused, event_id, header},
    signature::check_timed,
};
use crate::config::{GatewaySettings, SimulatedSettings};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::gateway::{
    AboutCharge, Asked, Charge, Charged, GatewayName, Notice, RefundOrder, Refunded, Refusal, Subject,
};
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

pub(crate) const SIGNATURE: &str = "x-gateway-signature";
pub(crate) const EVENT_ID: &str = "x-gateway-event-id";

pub(super) struct Simulated {
    http: Http,
    key: SecretString,
    secrets: Vec<SecretString>,
}

impl Simulated {
    pub(super) fn new(
        base: Url,
        own: &SimulatedSettings,
        settings: &GatewaySettings,
    ) -> anyhow::Result<Simulated> {
        let http = Http::new(base, settings)?;
        Ok(Simulated { http, key: own.key.clone(), secrets: own.webhook_secrets.clone() })
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.key.expose_secret())
    }
}

impl Face for Simulated {
    const NAME: GatewayName = GatewayName::Simulated;

    fn http(&self) -> &Http {
        &self.http
    }

    async fn take(&self, charge: &Charge) -> Told<Charged> {
        let body = json!({
            "reference": charge.reference,
            "amount_paise": charge.amount.get().get(),
            "currency": "INR",
            "method": charge.way,
            "description": charge.description,
            "return_url": charge.return_url,
        });
        let request =
            self.http.post(&["v1", "charges"]).header("Idempotency-Key", charge.reference.to_string());
        let about =
            AboutCharge { reference: charge.reference, amount: charge.amount, gateway_reference: None };
        match hear(self.signed(request).json(&body)).await {
            Err(trouble) => trouble.of_first_send(),
            Ok(heard) => read(&heard, &about),
        }
    }

    async fn ask(&self, about: &AboutCharge) -> Told<Asked> {
        let request = self.http.get(&["v1", "charges", &about.reference.to_string()]);
        match hear(self.signed(request)).await {
            Err(trouble) => {
                let (said, well) = trouble.unknown();
                (Asked::Known(said), well)
            }
            // That it never heard of it counts only in its own words: any server says 404.
            Ok(heard) if heard.status == 404 && is_about(&heard.body, about) => (Asked::NotKnown, true),
            Ok(heard) => {
                let (said, well) = read(&heard, about);
                (Asked::Known(said), well)
            }
        }
    }

    async fn cancel(&self, about: &AboutCharge) -> Told<Charged> {
        let request = self.http.post(&["v1", "charges", &about.reference.to_string(), "cancel"]);
        let body = json!({ "amount_paise": about.amount.get().get() });
        match hear(self.signed(request).json(&body)).await {
            Err(trouble) => trouble.unknown(),
            Ok(heard) => read(&heard, about),
        }
    }

    async fn give_back(&self, order: &RefundOrder) -> Told<Refunded> {
        let body = json!({
            "reference": order.reference,
            "charge_id": order.charge_reference,
            "amount_paise": order.amount.get().get(),
        });
        let request =
            self.http.post(&["v1", "refunds"]).header("Idempotency-Key", order.reference.to_string());
        match hear(self.signed(request).json(&body)).await {
            Err(trouble) => trouble.of_refund(),
            Ok(heard) => read_refund(&heard, order),
        }
    }

    async fn look_up(&self, order: &RefundOrder) -> Told<Option<Refunded>> {
        let request = self.http.get(&["v1", "refunds", &order.reference.to_string()]);
        let (said, well) = match hear(self.signed(request)).await {
            Err(trouble) => trouble.of_refund(),
            Ok(heard) if heard.status == 404 && is_of(&heard.body, order) => return (None, true),
            Ok(heard) => read_refund(&heard, order),
        };
        (Some(said), well)
    }
}

impl Notices for Simulated {
    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Refused> {
        check_timed(&self.secrets, SIGNATURE, header(headers, SIGNATURE)?, body, now)?;
        event_id(header(headers, EVENT_ID)?)
    }

    fn read(&self, body: &[u8]) -> Result<Notice, &'static str> {
        let body: Value = serde_json::from_slice(body).map_err(|_| "It is not JSON.")?;
        let kind = text(&body, "event").ok_or("It does not say what happened.")?.to_owned();
        let about = body.get("object").unwrap_or(&Value::Null);
        let gateway_reference = reference(about, "id");
        let ours = text(about, "reference");
        let about = match kind.split('.').next() {
            Some("charge") => {
                Subject::Charge { reference: ours.and_then(|id| id.parse().ok()), gateway_reference }
            }
            Some("refund") => {
                Subject::Refund { reference: ours.and_then(|id| id.parse().ok()), gateway_reference }
            }
            _ => Subject::Other,
        };
        Ok(Notice { about, kind })
    }
}

/// Says itself what it is about, and it is this.
fn is_about(body: &Value, about: &AboutCharge) -> bool {
    text(body, "reference") == Some(about.reference.to_string().as_str())
}

fn read(heard: &Heard, about: &AboutCharge) -> Told<Charged> {
    let body = &heard.body;
    let status = text(body, "status").filter(|_| matches!(heard.status, 200..=299 | 402));
    let Some(status) = status else {
        let (why, well) = by_status(heard.status);
        return (open(why), well);
    };
    let amount = body.get("amount_paise").and_then(Value::as_i64);
    if !is_about(body, about)
        || amount != Some(about.amount.get().get())
        || text(body, "currency") != Some("INR")
    {
        return (open(ABOUT_ANOTHER), false);
    }
    match (status, reference(body, "id")) {
        ("succeeded", Some(gateway_reference)) => (Charged::Taken { gateway_reference }, true),
        ("failed" | "cancelled", _) => {
            let sent = text(body, "failure_code").unwrap_or("called_off");
            refused(sent)
        }
        ("waiting", Some(gateway_reference)) => match page(text(body, "customer_url")) {
            Some(url) => (Charged::Waits { gateway_reference, customer_url: url.to_owned() }, true),
            None => (open("The gateway does not say where it waits."), false),
        },
        ("processing", gateway_reference) => (
            Charged::Unknown { gateway_reference, why: "The gateway is still working on it.".to_owned() },
            true,
        ),
        _ => (open("The gateway's answer could not be read."), false),
    }
}

fn refused(sent: &str) -> Told<Charged> {
    let row = codes::of(sent);
    match row.refusal() {
        Some(refusal) => (Charged::Refused(Refusal { code: clean(sent), ..refusal }), !row.is_failure),
        None => (open(row.sentence), !row.is_failure),
    }
}

fn is_of(body: &Value, order: &RefundOrder) -> bool {
    text(body, "reference") == Some(order.reference.to_string().as_str())
}

fn read_refund(heard: &Heard, order: &RefundOrder) -> Told<Refunded> {
    let body = &heard.body;
    let status = text(body, "status").filter(|_| matches!(heard.status, 200..=299 | 402));
    let Some(status) = status else {
        let (why, well) = by_status(heard.status);
        return (open_refund(why), well);
    };
    let amount = body.get("amount_paise").and_then(Value::as_i64);
    if !is_of(body, order) || amount != Some(order.amount.get().get()) {
        return (open_refund(ABOUT_ANOTHER), false);
    }
    match (status, reference(body, "id")) {
        ("succeeded", Some(gateway_reference)) => (Refunded::Done { gateway_reference }, true),
        ("failed", _) => {
            let sent = text(body, "failure_code").unwrap_or("refund_refused");
            let row = codes::of(sent);
            let reason = row.sentence.to_owned();
            (Refunded::Refused(Refusal { code: clean(sent), reason, elsewhere: false }), true)
        }
        (_, gateway_reference) => (
            Refunded::Unknown { gateway_reference, why: "The gateway is still working on it.".to_owned() },
            true,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_must_be_about_what_was_asked() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let about = AboutCharge {
            reference: id.parse().unwrap(),
            amount: domain::money::PositivePaise::parse_paise("100").unwrap(),
            gateway_reference: None,
        };
        let good = json!({ "reference": id, "id": "ch_1", "amount_paise": 100, "currency": "INR", "status": "succeeded" });
        let said = |status, body: &Value| match read(&Heard { status, body: body.clone() }, &about).0 {
            Charged::Taken { .. } => "taken",
            Charged::Refused(refusal) if refusal.elsewhere => "elsewhere",
            Charged::Refused(_) => "refused",
            Charged::Waits { .. } => "waits",
            Charged::Unknown { .. } => "unknown",
        };
        let with = |field: &str, value: Value| {
            let mut body = good.clone();
            body[field] = value;
            body
        };
        for (status, body, expected) in [
            (200, good.clone(), "taken"),
            (500, good.clone(), "unknown"),
            (302, good.clone(), "unknown"),
            (200, with("amount_paise", json!(101)), "unknown"),
            (200, with("currency", json!("USD")), "unknown"),
            (200, with("reference", json!(id.replace('7', "8"))), "unknown"),
            (200, with("id", json!(null)), "unknown"),
            (200, with("status", json!("done")), "unknown"),
            (200, with("status", json!("processing")), "unknown"),
            (200, with("status", json!("waiting")), "unknown"),
            (402, with("status", json!("failed")), "refused"),
            (200, with("status", json!("cancelled")), "refused"),
            (200, json!([]), "unknown"),
        ] {
            assert_eq!(said(status, &body), expected, "{status} {body}");
        }
        let mut failed = with("status", json!("failed"));
        for (code, expected) in
            [("card_declined", "refused"), ("gateway_error", "elsewhere"), ("E-1", "refused")]
        {
            failed["failure_code"] = json!(code);
            assert_eq!(said(402, &failed), expected, "{code}");
        }
    }
}
