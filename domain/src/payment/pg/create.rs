//! A merchant asks its customer for money.

use super::{announce, rows::payment_rows, switches};
use crate::{
    actor::ForMerchant,
    body::Raw,
    explain::Explanation,
    gateway::{GatewayName, Way},
    id::{PaymentId, PersonId},
    identity::body::Email,
    job::{JobKind, pg::enqueue},
    merchant::{error::MerchantRefused, pg::must_be_active},
    money::PositivePaise,
    payment::{
        body::{self, DESCRIPTION_CHARACTERS_MAX, PaymentBody},
        error::PaymentRefused,
        route::{Choice, choose},
        view::PaymentView,
    },
    webhook_out::EventKind,
    work::{Claim, Command, Failure, IdempotencyKey, Meta, Record, Replayable, Tx, WorkError},
};
use chrono::TimeDelta;
use rand::Rng;
use serde_json::{Value, json};

const NAME_CHARACTERS_MAX: usize = 120;
const URL_BYTES_MAX: usize = 2048;

pub struct CreatePayment {
    acting: ForMerchant,
    amount: PositivePaise,
    description: Option<String>,
    customer_name: Option<String>,
    customer_email: Option<String>,
    way: Option<Way>,
    return_url: Option<String>,
    metadata: Value,
    /// Those that this installation can reach.
    configured: Vec<GatewayName>,
    claim: Claim,
    meta: Meta,
}

impl PaymentBody {
    pub fn parse(
        &self,
        acting: ForMerchant,
        configured: Vec<GatewayName>,
        key: IdempotencyKey,
        meta: Meta,
    ) -> Result<CreatePayment, Explanation> {
        let amount = self.amount.amount("amount")?;
        body::currency(&self.currency)?;
        let description = self.description.optional_text("description", DESCRIPTION_CHARACTERS_MAX)?;
        let customer = self.customer.clone().unwrap_or_default();
        let customer_name = customer.name.optional_text("customer.name", NAME_CHARACTERS_MAX)?;
        let customer_email = match &customer.email {
            Raw::Missing => None,
            sent => Some(Email::parse("customer.email", sent)?.written),
        };
        let way = body::way(&self.method)?;
        let return_url = return_url(&self.return_url)?;
        let metadata = body::metadata(self.metadata.as_ref())?;
        let claim = Claim::new(
            acting.merchant().0,
            key,
            &(amount.get(), &description, &customer_name, &customer_email, way, &return_url, &metadata),
        );
        Ok(CreatePayment {
            acting,
            amount,
            description,
            customer_name,
            customer_email,
            way,
            return_url,
            metadata,
            configured,
            claim,
            meta,
        })
    }
}

/// An address that a browser can be sent to, and nothing that it would run.
fn return_url(raw: &Raw) -> Result<Option<String>, Explanation> {
    let Some(text) = raw.optional_text("return_url", URL_BYTES_MAX)? else { return Ok(None) };
    let url = url::Url::parse(&text).ok().filter(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let Some(url) = url.filter(|url| url.as_str().len() <= URL_BYTES_MAX) else {
        let sentence =
            "This must be an address that begins with https:// or http://, without a name or password in it.";
        return Err(Explanation::validation("return_url", sentence));
    };
    Ok(Some(url.into()))
}

impl Command for CreatePayment {
    const NAME: &'static str = "payment.create";
    type Output = Replayable<PaymentView>;
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.acting.by())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn claim(&self) -> Option<Claim> {
        Some(self.claim.clone())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<PaymentRefused>> {
        let merchant = self.acting.merchant();
        must_be_active(tx, merchant).await.map_err(of_merchant)?;
        let candidates = switches::candidates(tx.conn(), merchant, &self.configured, &[]).await?;
        // A first idea; whoever sends it knows which ones rest, and chooses anew.
        let gateway = match choose(&candidates, rand::rng().random()) {
            Choice::Take(name) => Some(name.as_str()),
            Choice::Wait | Choice::None => None,
        };
        let hours =
            sqlx::query_scalar!("select expires_hours from payment_terms").fetch_one(tx.conn()).await?;
        let (id, now) = (PaymentId::new(), tx.now());
        let expires_at = now + TimeDelta::hours(i64::from(hours));
        sqlx::query!(
            r#"
            insert into payment (id, merchant_id, amount_paise, status, description, customer_name, customer_email, metadata, return_url,
                                 way, gateway, idempotency_key, expires_at, created_at, updated_at)
            values ($1, $2, $3, 'CREATED', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
            "#,
            id.0,
            merchant.0,
            self.amount.get().get(),
            self.description,
            self.customer_name,
            self.customer_email,
            self.metadata,
            self.return_url,
            self.way.map(Way::as_str),
            gateway,
            self.claim.key.as_str(),
            expires_at,
            now,
        )
        .execute(tx.conn())
        .await?;
        if self.return_url.is_none() {
            enqueue(tx, JobKind::PaymentAdvance, id.0).await?;
        }
        tx.record(
            Record::of("payment", id.0)
                .after(json!({ "status": "CREATED", "amount": self.amount.get() }))
                .tells(merchant.0),
        );
        announce::payment(tx, id, EventKind::PaymentCreated).await?;
        let row = payment_rows!("where p.id = $1", id.0).fetch_one(tx.conn()).await?;
        Ok(Replayable::first(tx, row.view()?)?)
    }

    fn replay(&self, stored: Vec<u8>) -> Result<Self::Output, WorkError> {
        Replayable::again(stored)
    }
}

pub(super) fn of_merchant(failure: Failure<MerchantRefused>) -> Failure<PaymentRefused> {
    match failure {
        Failure::Refused(why) => Failure::Refused(PaymentRefused::Merchant(why)),
        Failure::Work(error) => Failure::Work(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_sent_only_where_a_browser_goes() {
        for good in ["https://shop.example.com/thanks?order=7", "http://localhost:3001/", "https://[::1]/"] {
            assert!(return_url(&good.into()).unwrap().is_some(), "{good}");
        }
        assert_eq!(return_url(&Raw::Missing), Ok(None));
        let long = format!("https://shop.example.com/{}", "x".repeat(3000));
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "//shop.example.com",
            "/thanks",
            "https://",
            "ftp://shop.example.com",
            "https://user:pass@shop.example.com",
            "vbscript:x",
            &long,
        ] {
            assert_eq!(return_url(&bad.into()).unwrap_err().code, "validation_error", "{bad:.60}");
        }
        assert!(return_url(&Raw::Flag(true)).is_err());
    }
}
