//! The customer has a wallet with us and pays from it: taken and received in one transaction.

use super::{
    announce,
    choose::payable,
    rows::{amount, state},
};
use crate::{
    actor::Borrower,
    id::{PaymentId, PersonId},
    ledger::pg::{lock_merchant, post},
    payment::{
        PaymentState,
        error::PaymentRefused,
        fee::fee,
        postings::{self, Side},
    },
    webhook_out::EventKind,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// It carries no key: a payment is paid once, whoever presses how often.
pub struct PayFromWallet {
    pub payer: Borrower,
    pub payment: PaymentId,
    pub meta: Meta,
}

impl Command for PayFromWallet {
    const NAME: &'static str = "payment.pay_from_wallet";
    type Output = ();
    type Refusal = PaymentRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.payer.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<PaymentRefused>> {
        if self.paid_by_the_same(tx).await? {
            tx.nothing_happened();
            return Ok(());
        }
        let payable = payable(tx, self.payment).await?;
        let requested = amount(payable.amount_paise)?;
        let (accounts, wallet) = lock_merchant(tx, payable.merchant, Some(self.payer.person())).await?;
        let wallet = wallet.ok_or(refuse(PaymentRefused::NoWallet))?;
        let available = wallet.has;
        if available < requested.get() {
            return Err(refuse(PaymentRefused::InsufficientFunds { available, requested: requested.get() }));
        }
        let bps = sqlx::query_scalar!("select fee_bps from payment_terms").fetch_one(tx.conn()).await?;
        let fee = fee(requested, u16::try_from(bps).unwrap_or_default());
        let words = format!("Payment to {}", payable.merchant_name);
        let from = Side::Wallet(wallet.account);
        let entry = postings::received(self.payment, &words, from, accounts, requested, fee)
            .map_err(|_| WorkError::Broken("a payment does not balance"))?;
        post(tx, &entry).await?;
        let now = tx.now();
        // Two steps, as its states have it; nobody sees the one between.
        for status in [PaymentState::Processing, PaymentState::Success] {
            sqlx::query!(
                r#"
                update payment set status = $2, way = 'wallet', gateway = null, payer_id = $3, fee_paise = $4, updated_at = $5 where id = $1
                "#,
                self.payment.0,
                status.as_str(),
                self.payer.person().0,
                fee.get(),
                now,
            )
            .execute(tx.conn())
            .await?;
        }
        tx.record(
            Record::of("payment", self.payment.0)
                .before(json!({ "status": "CREATED" }))
                .after(json!({ "status": "SUCCESS", "method": "wallet" }))
                .tells(payable.merchant.0)
                .tells(self.payer.person().0),
        );
        announce::payment(tx, self.payment, EventKind::PaymentSucceeded).await?;
        Ok(())
    }
}

impl PayFromWallet {
    /// Whoever presses twice has paid, and hears no refusal.
    async fn paid_by_the_same(&self, tx: &mut Tx) -> Result<bool, Failure<PaymentRefused>> {
        let row = sqlx::query!(
            "select status, payer_id from payment where id = $1 for no key update",
            self.payment.0
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(PaymentRefused::NotFound))?;
        Ok(state(&row.status)?.is_settled() && row.payer_id == Some(self.payer.person().0))
    }
}
