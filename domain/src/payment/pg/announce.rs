//! What merchants' servers are told of their payments and refunds, in the transaction of the change.

use super::rows::{payment_rows, refund_rows};
use crate::{
    id::{MerchantId, PaymentId, RefundId},
    webhook_out::{EventKind, pg::announce},
    work::{Tx, WorkError},
};

/// The payment as it is now, in this transaction.
pub(crate) async fn payment(tx: &mut Tx, id: PaymentId, kind: EventKind) -> Result<(), WorkError> {
    let row = payment_rows!("where p.id = $1", id.0).fetch_one(tx.conn()).await?;
    let merchant = MerchantId(row.merchant_id);
    let data =
        serde_json::to_value(row.view()?).map_err(|_| WorkError::Broken("a payment could not be told"))?;
    announce(tx, merchant, kind, id.0, data).await
}

/// The refund as it is now, in this transaction.
pub(super) async fn refund(tx: &mut Tx, id: RefundId, kind: EventKind) -> Result<(), WorkError> {
    let row = refund_rows!("where r.id = $1", id.0).fetch_one(tx.conn()).await?;
    let merchant = MerchantId(row.merchant_id);
    let data =
        serde_json::to_value(row.view()?).map_err(|_| WorkError::Broken("a refund could not be told"))?;
    announce(tx, merchant, kind, id.0, data).await
}
