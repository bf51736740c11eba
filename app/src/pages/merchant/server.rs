use crate::{error::UiError, wire::Wire};
use domain::{
    merchant::view::{LedgerLineView, MerchantHomeView},
    page::Page,
    transfer::view::TransferView,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A merchant's first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantScreen {
    pub home: MerchantHomeView,
    /// The last few, newest first.
    pub payouts: Vec<TransferView>,
    pub has_bank_account: bool,
}

#[server(prefix = "/ui", endpoint = "merchant/home", input = GetUrl)]
pub async fn read_merchant_home() -> Result<Wire<MerchantScreen>, UiError> {
    use crate::door;
    use domain::{
        page::PageRequest,
        transfer::{
            TransferKind,
            pg::{TransferFilter, Whose, transfers},
        },
    };
    let actor = door::actor()?;
    let user = actor.as_merchant()?;
    let pool = door::pool()?;
    let home = domain::merchant::pg::home(&pool, user).await?;
    let filter = TransferFilter { kind: Some(TransferKind::Payout), ..TransferFilter::default() };
    let payouts = transfers(&pool, Whose::Own(user.merchant().0), &filter, PageRequest::of(5, None)?).await?;
    let one = PageRequest::of(1, None)?;
    let accounts = domain::bank_account::pg::bank_accounts(&pool, actor.as_holder()?, one).await?;
    let has_bank_account = !accounts.items.is_empty();
    Wire::of(&MerchantScreen { home, payouts: payouts.items, has_bank_account })
}

/// Every change of what is available, newest first.
#[server(prefix = "/ui", endpoint = "merchant/ledger", input = GetUrl)]
pub async fn read_merchant_ledger(
    entry_type: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<LedgerLineView>>, UiError> {
    use crate::door;
    use domain::merchant::filter::LedgerFilter;
    let actor = door::actor()?;
    actor.as_merchant()?;
    let filter = LedgerFilter::parse(entry_type.as_deref(), from.as_deref(), to.as_deref())?;
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    let acting = actor.for_merchant(None)?;
    Wire::of(&domain::merchant::pg::ledger(&door::pool()?, acting, &filter, wanted).await?)
}
