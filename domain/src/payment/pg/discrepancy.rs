use crate::{
    id::{DiscrepancyId, PaymentId},
    work::Tx,
};

/// What a gateway says cannot be true together with what is recorded for good: for a person to look at. One open
/// question for a payment and sentence: told ten times it is still one.
/// Says whether it is new.
pub(super) async fn open(tx: &mut Tx, payment: PaymentId, what: &str) -> sqlx::Result<bool> {
    let what: String = what.chars().take(500).collect();
    let new = sqlx::query!(
        r#"
        insert into discrepancy (id, payment_id, what)
        select $1, $2, $3
        where not exists (select from discrepancy where payment_id = $2 and what = $3 and resolved_at is null)
        "#,
        DiscrepancyId::new().0,
        payment.0,
        what,
    )
    .execute(tx.conn())
    .await?;
    Ok(new.rows_affected() > 0)
}
