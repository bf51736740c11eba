//! Tells the merchant's servers what becomes of a payout: the payout as whoever asks for it now is shown it.

use super::{
    lists::{event, events},
    rows::transfer_rows,
};
use crate::{
    id::{MerchantId, TransferId},
    transfer::{TransferKind, view::PayoutView},
    webhook_out::{EventKind, pg::announce},
    work::{Tx, WorkError},
};

/// To be called when the command has changed the payout and said so in its record, which is not written yet: the event of
/// this change is read from there.
pub(super) async fn tell(tx: &mut Tx, id: TransferId, what: EventKind) -> Result<(), WorkError> {
    let row = transfer_rows!("where t.id = $1", id.0).fetch_one(tx.conn()).await?;
    let merchant = MerchantId(row.owner_id);
    let mut told = events(tx.conn(), TransferKind::Payout, id).await?;
    let now = tx.now();
    let this = tx.said().and_then(|record| record.after.as_ref());
    told.extend(this.and_then(|after| event(TransferKind::Payout, after, now)));
    let view = PayoutView { events: Some(told), ..row.payout_view()? };
    let data =
        serde_json::to_value(&view).map_err(|_| WorkError::Broken("a payout cannot be written as JSON"))?;
    announce(tx, merchant, what, id.0, data).await
}
