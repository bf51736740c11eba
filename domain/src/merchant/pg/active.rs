//! A merchant switched off or on. Switched off it may look, and neither send money nor say where to.

use crate::{
    actor::Admin,
    explain::Explanation,
    id::{MerchantId, PersonId},
    merchant::{body::SetMerchantActiveBody, error::MerchantRefused},
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// Nothing is deleted, and its sign-ins stay: its user sees what is there.
pub struct SetMerchantActive {
    admin: Admin,
    merchant: MerchantId,
    is_active: bool,
    meta: Meta,
}

impl SetMerchantActiveBody {
    pub fn parse(
        &self,
        admin: Admin,
        merchant: MerchantId,
        meta: Meta,
    ) -> Result<SetMerchantActive, Explanation> {
        Ok(SetMerchantActive { admin, merchant, is_active: self.is_active.flag("is_active")?, meta })
    }
}

impl Command for SetMerchantActive {
    const NAME: &'static str = "merchant.set_active";
    type Output = ();
    type Refusal = MerchantRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<MerchantRefused>> {
        let before = is_active(tx, self.merchant).await?;
        sqlx::query!("update merchant set is_active = $2 where id = $1", self.merchant.0, self.is_active)
            .execute(tx.conn())
            .await?;
        tx.record(
            Record::of("merchant", self.merchant.0)
                .before(json!({ "is_active": before }))
                .after(json!({ "is_active": self.is_active }))
                .tells(self.merchant.0),
        );
        Ok(())
    }
}

/// Refuses a merchant that is switched off, and keeps it from being switched off before this transaction ends.
pub(crate) async fn must_be_active(
    tx: &mut Tx,
    merchant: MerchantId,
) -> Result<(), Failure<MerchantRefused>> {
    if is_active(tx, merchant).await? { Ok(()) } else { Err(refuse(MerchantRefused::Disabled)) }
}

async fn is_active(tx: &mut Tx, merchant: MerchantId) -> Result<bool, Failure<MerchantRefused>> {
    sqlx::query_scalar!("select is_active from merchant where id = $1 for no key update", merchant.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(MerchantRefused::NotFound))
}

/// The same without keeping anybody from anything: a first look.
pub(crate) async fn is_switched_on(tx: &mut Tx, merchant: MerchantId) -> Result<bool, WorkError> {
    let is_active = sqlx::query_scalar!("select is_active from merchant where id = $1", merchant.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(is_active.unwrap_or_default())
}
