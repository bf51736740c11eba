use crate::{
    id::{AccountId, MerchantId, PersonId},
    ledger::{account::AccountKind, merchant::MerchantAccounts},
    money::Paise,
    work::{Tx, WorkError},
};

/// A wallet as it is locked.
pub struct LockedWallet {
    pub account: AccountId,
    pub has: Paise,
}

/// A merchant's accounts and, where there is one, the wallet of who pays or is given back, locked in the order in which
/// `ledger_post` locks them: what is there decides the legs, so that nobody may change it before they are posted.
pub async fn lock_merchant(
    tx: &mut Tx,
    merchant: MerchantId,
    payer: Option<PersonId>,
) -> Result<(MerchantAccounts, Option<LockedWallet>), WorkError> {
    let rows = sqlx::query!(
        r#"
        select id, kind, balance from account
        where (owner_id = $1 and kind in ('merchant_available', 'merchant_held', 'merchant_receivable'))
           or (owner_id = $2 and kind = 'wallet')
        order by id for no key update
        "#,
        merchant.0,
        payer.map(|payer| payer.0),
    )
    .fetch_all(tx.conn())
    .await?;
    let find = |kind: AccountKind| {
        let row = rows.iter().find(|row| row.kind == kind.as_str());
        row.map(|row| (AccountId(row.id), Paise::new(row.balance)))
    };
    let needed = |kind| find(kind).ok_or(WorkError::Broken("a merchant lacks an account"));
    let (available, has) = needed(AccountKind::MerchantAvailable)?;
    let (held, _) = needed(AccountKind::MerchantHeld)?;
    let (receivable, owes) = needed(AccountKind::MerchantReceivable)?;
    let wallet = find(AccountKind::Wallet).map(|(account, has)| LockedWallet { account, has });
    Ok((MerchantAccounts { available, held, receivable, has, owes }, wallet))
}
