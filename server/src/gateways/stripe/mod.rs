//! Stripe's PaymentIntents and Refunds (docs.stripe.com/api). An intent is made first and confirmed in a second call, each
//! under an idempotency key of its own: making it again finds it again, so that the answer may get lost. Stripe keeps keys
//! for at least 24 hours; what is older is looked for in its lists.

mod codes;
mod lists; // what is too old to be found by its key
mod read;

use super::{
    face::Face,
    http::{Http, Told, Trouble, hear, open, open_refund, some, text},
    notices::{Notices, Refused, event_id, header},
    signature::check_timed,
};
use crate::config::{GatewaySettings, StripeSettings};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::{
    gateway::{AboutCharge, Asked, Charge, Charged, GatewayName, Notice, RefundOrder, Refunded},
    money::PositivePaise,
    work::real_now,
};
use lists::Listed;
use read::{Intent, Standing};
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

const SIGNATURE: &str = "stripe-signature";

pub(super) struct Stripe {
    http: Http,
    key: SecretString,
    payment_method: Option<String>,
    secrets: Vec<SecretString>,
}

/// Stripe counts rupees in paise, as we do.
fn units(amount: PositivePaise) -> String {
    amount.get().get().to_string()
}

impl Stripe {
    pub(super) fn new(base: Url, own: &StripeSettings, settings: &GatewaySettings) -> anyhow::Result<Stripe> {
        let http = Http::new(base, settings)?;
        Ok(Stripe {
            http,
            key: own.secret_key.clone(),
            payment_method: own.payment_method.clone(),
            secrets: own.webhook_secrets.clone(),
        })
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.key.expose_secret())
    }

    /// Makes the intent, or finds the one that was made under this key.
    async fn made(&self, about: &AboutCharge, key: &str) -> Result<(u16, Told<Intent>), Trouble> {
        // Only what is known of a charge ever after: under one key Stripe takes one request.
        let form = [
            ("amount", units(about.amount)),
            ("currency", "inr".to_owned()),
            ("metadata[reference]", about.reference.to_string()),
            ("automatic_payment_methods[enabled]", "true".to_owned()),
        ];
        let request = self.http.post(&["v1", "payment_intents"]).header("Idempotency-Key", key);
        let heard = hear(self.signed(request).form(&form)).await?;
        Ok((heard.status, read::intent(&heard, about)))
    }

    /// What Stripe calls it. One that was never made is made: whoever comes later finds it.
    async fn id_of(&self, about: &AboutCharge) -> Result<Result<String, Told<Intent>>, Trouble> {
        if let Some(id) = &about.gateway_reference {
            return Ok(Ok(id.clone()));
        }
        let reference = about.reference.to_string();
        if !lists::is_forgotten(about.reference.0, real_now()) {
            match self.made(about, &reference).await? {
                // An error of its own is kept under the key as well, and told again for a day.
                (500.., _) => {}
                (_, (Intent::There { id, .. }, _)) => return Ok(Ok(id)),
                (_, told) => return Ok(Err(told)),
            }
        }
        match self.listed_intent(about).await? {
            Listed::Found(id) => return Ok(Ok(id)),
            Listed::Nothing => {}
            Listed::Unknown(why) => return Ok(Err((Intent::Unclear(why.to_owned()), false))),
        }
        let (_, told) = self.made(about, &format!("{reference}-again")).await?;
        Ok(match told {
            (Intent::There { id, .. }, _) => Ok(id),
            told => Err(told),
        })
    }

    /// As it is now. What making it answers is what it answered the first time.
    async fn found(&self, about: &AboutCharge) -> Result<Told<Intent>, Trouble> {
        let id = match self.id_of(about).await? {
            Ok(id) => id,
            Err(told) => return Ok(told),
        };
        let heard = hear(self.signed(self.http.get(&["v1", "payment_intents", &id]))).await?;
        Ok(read::intent(&heard, about))
    }

    /// Without a key: an intent is paid once, and an error that is kept under a key would be told for a day.
    async fn confirm(&self, id: &str, charge: &Charge, about: &AboutCharge) -> Result<Told<Intent>, Trouble> {
        let mut form = vec![];
        match &charge.return_url {
            Some(url) => {
                form.push(("payment_method_data[type]", charge.way.as_str().to_owned()));
                form.push(("return_url", url.clone()));
            }
            None => form.extend(self.payment_method.clone().map(|method| ("payment_method", method))),
        }
        let request = self.http.post(&["v1", "payment_intents", id, "confirm"]);
        Ok(read::intent(&hear(self.signed(request).form(&form)).await?, about))
    }

    /// What Stripe calls it, if it has it: by its lists, which costs a request more and is asked only where its key may be
    /// forgotten or nothing may be sent.
    async fn known_refund(&self, order: &RefundOrder) -> Result<Listed, Trouble> {
        match &order.gateway_reference {
            Some(id) => Ok(Listed::Found(id.clone())),
            None => self.listed_refund(order).await,
        }
    }
}

impl Face for Stripe {
    const NAME: GatewayName = GatewayName::Stripe;

    fn http(&self) -> &Http {
        &self.http
    }

    async fn take(&self, charge: &Charge) -> Told<Charged> {
        let about = AboutCharge {
            reference: charge.reference,
            amount: charge.amount,
            gateway_reference: charge.gateway_reference.clone(),
        };
        let id = match self.id_of(&about).await {
            Err(trouble) => return trouble.of_first_send(),
            Ok(Err(told)) => return read::charged(told),
            Ok(Ok(id)) => id,
        };
        match self.confirm(&id, charge, &about).await {
            Err(trouble) => trouble.unknown(),
            Ok(told) => read::charged(told),
        }
    }

    async fn ask(&self, about: &AboutCharge) -> Told<Asked> {
        match self.found(about).await {
            Err(trouble) => {
                let (said, well) = trouble.unknown();
                (Asked::Known(said), well)
            }
            // Nobody has tried: sending it is what is left to do.
            Ok((Intent::There { standing: Standing::Untouched, .. }, well)) => (Asked::NotKnown, well),
            Ok(told) => {
                let (said, well) = read::charged(told);
                (Asked::Known(said), well)
            }
        }
    }

    async fn cancel(&self, about: &AboutCharge) -> Told<Charged> {
        let id = match self.found(about).await {
            Err(trouble) => return trouble.unknown(),
            Ok((Intent::There { id, standing }, well)) => match standing {
                Standing::Taken | Standing::Canceled(_) => {
                    return read::charged((Intent::There { id, standing }, well));
                }
                Standing::Untouched | Standing::Waits(_) | Standing::Declined(_) | Standing::Working(_) => id,
            },
            // Stripe has taken no such intent, and takes none.
            Ok(told) => return read::charged(told),
        };
        // Without a key, as it is confirmed: how it stands decides.
        let request = self.signed(self.http.post(&["v1", "payment_intents", &id, "cancel"]));
        let heard = match hear(request).await {
            Err(trouble) => return trouble.unknown(),
            Ok(heard) => heard,
        };
        let told = if (200..300).contains(&heard.status) {
            Ok(read::intent(&heard, about))
        } else {
            // It says no: only what is there now tells why.
            self.found(about).await
        };
        match told {
            Err(trouble) => trouble.unknown(),
            Ok((
                Intent::There { id, standing: standing @ (Standing::Taken | Standing::Canceled(_)) },
                well,
            )) => read::charged((Intent::There { id, standing }, well)),
            Ok((Intent::There { id, .. }, well)) => {
                let why = "It could not be called off.".to_owned();
                (Charged::Unknown { gateway_reference: Some(id), why }, well)
            }
            Ok((Intent::NotMade(_) | Intent::Unclear(_), well)) => {
                (open("It could not be called off."), well)
            }
        }
    }

    async fn give_back(&self, order: &RefundOrder) -> Told<Refunded> {
        let may_be_new =
            order.gateway_reference.is_none() && !lists::is_forgotten(order.reference.0, real_now());
        if !may_be_new && let (Some(said), well) = self.look_up(order).await {
            return (said, well);
        }
        let form = [
            ("payment_intent", order.charge_reference.clone()),
            ("amount", units(order.amount)),
            ("metadata[reference]", order.reference.to_string()),
        ];
        let request = self.http.post(&["v1", "refunds"]);
        let request = request.header("Idempotency-Key", order.reference.to_string()).form(&form);
        match hear(self.signed(request)).await {
            Err(trouble) => trouble.of_refund(),
            // Kept under the key: whether it was made anyhow, the list tells.
            Ok(heard) if heard.status >= 500 => match self.look_up(order).await {
                (Some(said), well) => (said, well),
                (None, _) => (open_refund("The gateway had an error of its own."), false),
            },
            Ok(heard) => read::refund(&heard, order),
        }
    }

    async fn look_up(&self, order: &RefundOrder) -> Told<Option<Refunded>> {
        let id = match self.known_refund(order).await {
            Err(trouble) => return some(trouble.of_refund()),
            Ok(Listed::Nothing) => return (None, true),
            Ok(Listed::Unknown(why)) => return (Some(open_refund(why)), false),
            Ok(Listed::Found(id)) => id,
        };
        match hear(self.signed(self.http.get(&["v1", "refunds", &id]))).await {
            Err(trouble) => some(trouble.of_refund()),
            Ok(heard) => some(read::refund(&heard, order)),
        }
    }
}

impl Notices for Stripe {
    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Refused> {
        check_timed(&self.secrets, SIGNATURE, header(headers, SIGNATURE)?, body, now)?;
        let body: Value = serde_json::from_slice(body).map_err(|_| Refused::NoId)?;
        event_id(text(&body, "id").ok_or(Refused::NoId)?)
    }

    fn read(&self, body: &[u8]) -> Result<Notice, &'static str> {
        read::notice(body)
    }
}
