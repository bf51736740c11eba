use super::rows::view;
use crate::{
    id::PlanId,
    webhook_out::{EventKind, pg::announce},
    work::{Tx, WorkError},
};

/// What the merchant's servers are told: the plan as it is now, in this transaction.
pub(crate) async fn plan(tx: &mut Tx, id: PlanId, kind: EventKind) -> Result<(), WorkError> {
    let today = tx.today();
    let view = view(tx.conn(), id, today).await?;
    let merchant = view.merchant_id;
    let data = serde_json::to_value(view).map_err(|_| WorkError::Broken("a plan could not be told"))?;
    announce(tx, merchant, kind, id.0, data).await
}
