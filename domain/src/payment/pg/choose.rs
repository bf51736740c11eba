//! The merchant's customer says how to pay. Whoever has the address may: it is how customers come.

use super::{announce, create::of_merchant, rows::state};
use crate::{
    gateway::Way,
    id::{MerchantId, PaymentId, PersonId},
    job::{JobKind, pg::enqueue},
    merchant::pg::must_be_active,
    money::Paise,
    payment::error::PaymentRefused,
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use serde_json::json;

/// Through a gateway, by UPI or card. Pressed twice it is begun once.
pub struct ChooseWay {
    pub payment: PaymentId,
    pub way: Way,
    pub meta: Meta,
}

impl Command for ChooseWay {
    const NAME: &'static str = "payment.choose";
    type Output = ();
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<PaymentRefused>> {
        let payable = payable(tx, self.payment).await?;
        let now = tx.now();
        sqlx::query!(
            "update payment set status = $2, way = $3, updated_at = $4 where id = $1",
            self.payment.0,
            payable.next,
            self.way.as_str(),
            now,
        )
        .execute(tx.conn())
        .await?;
        enqueue(tx, JobKind::PaymentAdvance, self.payment.0).await?;
        tx.record(
            Record::of("payment", self.payment.0)
                .before(json!({ "status": "CREATED" }))
                .after(json!({ "status": payable.next, "method": self.way }))
                .tells(payable.merchant.0),
        );
        announce::payment(tx, self.payment, EventKind::PaymentProcessing).await?;
        Ok(())
    }
}

/// A payment that its customer may begin to pay now, locked.
pub(super) struct Payable {
    pub(super) merchant: MerchantId,
    pub(super) merchant_name: String,
    pub(super) amount_paise: i64,
    pub(super) next: &'static str,
}

pub(super) async fn payable(tx: &mut Tx, payment: PaymentId) -> Result<Payable, Failure<PaymentRefused>> {
    let waiting = waiting(tx, payment).await?;
    must_be_active(tx, waiting.merchant).await.map_err(of_merchant)?;
    Ok(waiting)
}

/// The same before its merchant is looked at.
async fn waiting(tx: &mut Tx, payment: PaymentId) -> Result<Payable, Failure<PaymentRefused>> {
    let row = sqlx::query!(
        r#"
        select p.merchant_id, m.name as merchant_name, p.amount_paise, p.status, p.expires_at, p.return_url
        from payment p join merchant m on m.id = p.merchant_id where p.id = $1 for no key update of p
        "#,
        payment.0,
    )
    .fetch_optional(tx.conn())
    .await?
    // One that is executed at once has no customer at a browser.
    .filter(|row| row.return_url.is_some())
    .ok_or(refuse(PaymentRefused::NotFound))?;
    let next = state(&row.status)?.begin().map_err(|why| refuse(PaymentRefused::State(why)))?;
    if row.expires_at <= tx.now() {
        return Err(refuse(PaymentRefused::Expired));
    }
    Ok(Payable {
        merchant: MerchantId(row.merchant_id),
        merchant_name: row.merchant_name,
        amount_paise: row.amount_paise,
        next: next.as_str(),
    })
}

/// For a plan: whose it is, and what it asks for. The borrower's standing is locked next, and the merchant after it.
pub(crate) async fn payable_by_plan(
    tx: &mut Tx,
    payment: PaymentId,
) -> Result<(MerchantId, Paise), Failure<PaymentRefused>> {
    let waiting = waiting(tx, payment).await?;
    Ok((waiting.merchant, Paise::new(waiting.amount_paise)))
}
