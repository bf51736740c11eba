//! Razorpay's Orders, Payments and Refunds (razorpay.com/docs/api). An order is found again by its receipt, our reference:
//! all tries to pay it belong to it, and Razorpay takes one at most. Payments are captured by us and by nobody else. An
//! order is called off by a mark in its notes, after which nothing of it is captured, whoever asks: Razorpay gives back by
//! itself what was authorized and nobody captures.

mod codes;
mod read;

use super::{
    face::Face,
    http::{Heard, Http, Told, Trouble, by_status, clean, hear, open, open_refund, page, some, text},
    notices::{Notices, Refused, event_id, header},
    signature::check_plain,
};
use crate::config::{GatewaySettings, RazorpaySettings};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::gateway::{
    AboutCharge, Asked, Charge, Charged, GatewayName, Notice, RefundOrder, Refunded, Refusal,
};
use read::{CALLED_OFF_NOTE, Mine, Order};
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SIGNATURE: &str = "x-razorpay-signature";
/// Razorpay asks for a telephone number of whoever pays; we keep none.
const NO_CONTACT: &str = "+919999999999";
/// The most that Razorpay gives at once.
const PAGE: usize = 100;
const PAGES_MAX: usize = 20;
const NO_EMAIL: &str = "void@razorpay.com";

pub(super) struct Razorpay {
    http: Http,
    key_id: String,
    key_secret: SecretString,
    secrets: Vec<SecretString>,
}

/// Why an order could not be had.
enum NoOrder {
    Trouble(Trouble),
    /// It was not accepted, in Razorpay's own words.
    Refused(Told<Refusal>),
    Unknown(Told<&'static str>),
}

impl From<Trouble> for NoOrder {
    fn from(trouble: Trouble) -> NoOrder {
        NoOrder::Trouble(trouble)
    }
}

impl Razorpay {
    pub(super) fn new(
        base: Url,
        own: &RazorpaySettings,
        settings: &GatewaySettings,
    ) -> anyhow::Result<Razorpay> {
        Ok(Razorpay {
            http: Http::new(base, settings)?,
            key_id: own.key_id.clone(),
            key_secret: own.key_secret.clone(),
            secrets: own.webhook_secrets.clone(),
        })
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.key_id, Some(self.key_secret.expose_secret()))
    }

    async fn list(&self, request: RequestBuilder) -> Result<Vec<Value>, NoOrder> {
        let heard = hear(self.signed(request)).await?;
        let items = heard.body.get("items").and_then(Value::as_array).filter(|_| heard.status == 200);
        items.cloned().ok_or_else(|| NoOrder::Unknown(by_status(heard.status)))
    }

    /// The order of this reference, if there is one.
    async fn order(&self, about: &AboutCharge) -> Result<Option<Mine>, NoOrder> {
        let receipt = about.reference.to_string();
        let request = self.http.get_with(&["v1", "orders"], &[("receipt", &receipt)]);
        let found = read::order(&self.list(request).await?, about);
        found.map_err(|why| NoOrder::Unknown((why, false)))
    }

    /// The order of this reference, made where there is none. Where two make it at once both go on with the oldest.
    async fn made(&self, about: &AboutCharge) -> Result<Mine, NoOrder> {
        if let Some(order) = self.order(about).await? {
            return Ok(order);
        }
        let body = json!({
            "amount": about.amount.get().get(),
            "currency": "INR",
            "receipt": about.reference,
            "notes": { "reference": about.reference },
            "payment": { "capture": "manual" },
        });
        let heard = hear(self.signed(self.http.post(&["v1", "orders"])).json(&body)).await?;
        if heard.status != 200 {
            return Err(not_accepted(&heard));
        }
        let found = self.order(about).await?;
        found.ok_or(NoOrder::Unknown(("The gateway does not find the order that it made.", false)))
    }

    async fn standing(&self, order: &Mine, about: &AboutCharge) -> Result<Told<Order>, NoOrder> {
        let items = self.list(self.http.get(&["v1", "orders", &order.id, "payments"])).await?;
        Ok(read::payments(&items, &order.id, about))
    }

    /// What was authorized is captured here, and nowhere else.
    async fn concluded(&self, told: Told<Order>, order: &Mine, about: &AboutCharge) -> Told<Charged> {
        match told {
            (Order::Says(said), well) => (said, well),
            _ if order.is_called_off => called_off(),
            (Order::Open { payment }, well) => {
                let why = "The gateway waits for the customer.".to_owned();
                (Charged::Unknown { gateway_reference: Some(payment), why }, well)
            }
            (Order::Untouched, well) => (open("The gateway has not begun with it."), well),
            (Order::Authorized { payment }, _) => self.capture(&payment, about).await,
        }
    }

    async fn capture(&self, payment: &str, about: &AboutCharge) -> Told<Charged> {
        let body = json!({ "amount": about.amount.get().get(), "currency": "INR" });
        let request = self.http.post(&["v1", "payments", payment, "capture"]);
        match hear(self.signed(request).json(&body)).await {
            Err(trouble) => trouble.unknown(),
            Ok(heard) if heard.status == 200 => {
                let order = text(&heard.body, "order_id").unwrap_or_default().to_owned();
                match read::payments(std::slice::from_ref(&heard.body), &order, about) {
                    (Order::Says(said), well) => (said, well),
                    _ => (open("The gateway's answer could not be read."), false),
                }
            }
            Ok(heard) => {
                let (why, well) = by_status(heard.status);
                (open(why), well)
            }
        }
    }
}

fn redirect(body: &Value) -> Option<&str> {
    let next = body.get("next")?.as_array()?;
    next.iter()
        .find(|action| text(action, "action") == Some("redirect"))
        .and_then(|action| page(text(action, "url")))
}

/// Only its own error object is a no.
fn not_accepted(heard: &Heard) -> NoOrder {
    let error = heard.body.get("error").filter(|error| text(error, "code").is_some());
    match (heard.status, error) {
        (400, Some(error)) => {
            let (code, reason) = (text(error, "code"), text(error, "reason"));
            let row = codes::of(None, reason);
            let row = if row.code == "declined" { codes::NOT_ACCEPTED } else { row };
            let code = clean(reason.or(code).unwrap_or(row.code));
            let reason = row.sentence.to_owned();
            let elsewhere = row.refusal().is_some_and(|refusal| refusal.elsewhere);
            NoOrder::Refused((Refusal { code, reason, elsewhere }, !row.is_failure))
        }
        (status, _) => NoOrder::Unknown(by_status(status)),
    }
}

fn no_order(why: NoOrder) -> Told<Charged> {
    match why {
        NoOrder::Trouble(trouble) => trouble.unknown(),
        NoOrder::Refused((refusal, well)) => (Charged::Refused(refusal), well),
        NoOrder::Unknown((why, well)) => (open(why), well),
    }
}

/// Nothing of it is captured, and nothing will be.
fn called_off() -> Told<Charged> {
    let row = codes::of(None, Some(codes::CALLED_OFF));
    let reason = row.sentence.to_owned();
    (Charged::Refused(Refusal { code: row.code.to_owned(), reason, elsewhere: false }), true)
}

fn known((said, well): Told<Charged>) -> Told<Asked> {
    (Asked::Known(said), well)
}

impl Face for Razorpay {
    const NAME: GatewayName = GatewayName::Razorpay;

    fn http(&self) -> &Http {
        &self.http
    }

    async fn take(&self, charge: &Charge) -> Told<Charged> {
        let about =
            AboutCharge { reference: charge.reference, amount: charge.amount, gateway_reference: None };
        let order = match self.made(&about).await {
            Ok(order) => order,
            Err(NoOrder::Trouble(trouble)) => return trouble.of_first_send(),
            Err(why) => return no_order(why),
        };
        // A worker that was thought dead may have begun with it, or called it off.
        match self.standing(&order, &about).await {
            Ok((Order::Untouched, _)) if !order.is_called_off => {}
            Ok(told) => return self.concluded(told, &order, &about).await,
            Err(why) => return no_order(why),
        }
        let body = json!({
            "amount": charge.amount.get().get(),
            "currency": "INR",
            "order_id": order.id,
            "method": charge.way,
            "email": NO_EMAIL,
            "contact": NO_CONTACT,
            "description": charge.description,
            "callback_url": charge.return_url,
            "notes": { "reference": charge.reference },
        });
        let heard = match hear(self.signed(self.http.post(&["v1", "payments", "create", "json"])).json(&body))
            .await
        {
            Err(trouble) => return trouble.unknown(),
            Ok(heard) => heard,
        };
        if heard.status == 200
            && let (Some(payment), Some(url)) =
                (text(&heard.body, "razorpay_payment_id"), redirect(&heard.body))
        {
            let (gateway_reference, customer_url) = (payment.to_owned(), url.to_owned());
            return (Charged::Waits { gateway_reference, customer_url }, true);
        }
        // Whatever it answered: how the order stands is what counts.
        match self.standing(&order, &about).await {
            Ok((Order::Untouched, _)) => no_order(not_accepted(&heard)),
            Ok(told) => self.concluded(told, &order, &about).await,
            Err(why) => no_order(why),
        }
    }

    async fn ask(&self, about: &AboutCharge) -> Told<Asked> {
        let order = match self.order(about).await {
            Ok(Some(order)) => order,
            Ok(None) => return (Asked::NotKnown, true),
            Err(why) => return known(no_order(why)),
        };
        match self.standing(&order, about).await {
            Ok((Order::Untouched, well)) if !order.is_called_off => (Asked::NotKnown, well),
            Ok(told) => known(self.concluded(told, &order, about).await),
            Err(why) => known(no_order(why)),
        }
    }

    /// Also an order that was never made is made for it: whoever comes later finds the mark.
    async fn cancel(&self, about: &AboutCharge) -> Told<Charged> {
        let mut order = match self.made(about).await {
            Ok(order) => order,
            Err(why) => return no_order(why),
        };
        if !order.is_called_off {
            // Too late where the customer has paid: then it is captured, and as long as that is not clear nothing is called
            // off, so that no capture of ours is under way when the order is marked.
            match self.standing(&order, about).await {
                Ok(told @ (Order::Authorized { .. }, _)) => return self.concluded(told, &order, about).await,
                Ok(_) => {}
                Err(why) => return no_order(why),
            }
            let notes = json!({ "notes": { "reference": about.reference, CALLED_OFF_NOTE: "1" } });
            let request = self.http.patch(&["v1", "orders", &order.id]).json(&notes);
            let heard = match hear(self.signed(request)).await {
                Err(trouble) => return trouble.unknown(),
                Ok(heard) => heard,
            };
            let marked = read::mine(&heard.body)
                .filter(|_| heard.status == 200 && read::is_same(&heard.body, &order.id, about));
            match marked {
                Some(marked) if marked.is_called_off => order = marked,
                _ => {
                    let (why, well) = by_status(heard.status);
                    return (open(why), well);
                }
            }
        }
        // After the mark: what was captured before it is ours, and nothing is captured after it.
        match self.standing(&order, about).await {
            Ok((Order::Says(Charged::Unknown { gateway_reference, why }), well)) => {
                (Charged::Unknown { gateway_reference, why }, well)
            }
            Ok((Order::Says(said), well)) => (said, well),
            Ok(_) => called_off(),
            Err(why) => no_order(why),
        }
    }

    async fn give_back(&self, order: &RefundOrder) -> Told<Refunded> {
        let payment = &order.charge_reference;
        if let (Some(said), well) = self.look_up(order).await {
            return (said, well);
        }
        let body = json!({
            "amount": order.amount.get().get(),
            "speed": "normal",
            "receipt": order.reference,
            "notes": { "reference": order.reference },
        });
        let request = self.http.post(&["v1", "payments", payment, "refund"]);
        let request = request.header("X-Refund-Idempotency", order.reference.to_string()).json(&body);
        match hear(self.signed(request)).await {
            Err(trouble) => trouble.of_refund(),
            Ok(heard) if heard.status == 200 => read::refund(&heard.body, order),
            Ok(heard) => match not_accepted(&heard) {
                NoOrder::Refused((refusal, well)) => {
                    let reason = "The gateway does not give this back.".to_owned();
                    (Refunded::Refused(Refusal { reason, elsewhere: false, ..refusal }), well)
                }
                NoOrder::Unknown((why, well)) => (open_refund(why), well),
                NoOrder::Trouble(trouble) => trouble.of_refund(),
            },
        }
    }

    /// Asks without sending anything. Every page of the list is read before it is said that it is not in it.
    async fn look_up(&self, order: &RefundOrder) -> Told<Option<Refunded>> {
        let payment = &order.charge_reference;
        if let Some(id) = &order.gateway_reference {
            let request = self.http.get(&["v1", "payments", payment, "refunds", id]);
            return match hear(self.signed(request)).await {
                Err(trouble) => some(trouble.of_refund()),
                Ok(heard) if heard.status == 200 => some(read::refund(&heard.body, order)),
                Ok(heard) => {
                    let (why, well) = by_status(heard.status);
                    (Some(open_refund(why)), well)
                }
            };
        }
        for page in 0..PAGES_MAX {
            let skip = page.saturating_mul(PAGE).to_string();
            let path = ["v1", "payments", payment, "refunds"];
            let request = self.http.get_with(&path, &[("count", &PAGE.to_string()), ("skip", &skip)]);
            let items = match self.list(request).await {
                Ok(items) => items,
                Err(NoOrder::Trouble(trouble)) => return some(trouble.of_refund()),
                Err(NoOrder::Unknown((why, well))) => return (Some(open_refund(why)), well),
                Err(NoOrder::Refused((refusal, well))) => return (Some(open_refund(&refusal.reason)), well),
            };
            if let Some(told) = read::refund_among(&items, order) {
                return some(told);
            }
            if items.len() < PAGE {
                return (None, true);
            }
        }
        (Some(open_refund("The gateway's list is too long to be read.")), false)
    }
}

impl Notices for Razorpay {
    fn verify(&self, headers: &HeaderMap, body: &[u8], _now: DateTime<Utc>) -> Result<String, Refused> {
        check_plain(&self.secrets, header(headers, SIGNATURE)?, body)?;
        // Razorpay signs the body alone and not the id that it sends beside it: a recorded body with another id would be new.
        event_id(&hex::encode(Sha256::digest(body)))
    }

    fn read(&self, body: &[u8]) -> Result<Notice, &'static str> {
        read::notice(body)
    }
}
