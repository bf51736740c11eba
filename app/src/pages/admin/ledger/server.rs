use crate::{error::UiError, wire::Wire};
use domain::{
    ledger::view::{AccountLine, AccountView, BalanceExplanation, EntryView, TrialBalanceView},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One account: its balance recomputed, and the lines that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountScreen {
    pub explanation: BalanceExplanation,
    pub lines: Page<AccountLine>,
}

#[server(prefix = "/ui", endpoint = "admin/trial-balance", input = GetUrl)]
pub async fn read_trial_balance() -> Result<Wire<TrialBalanceView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::ledger::pg::trial_balance(&door::pool()?, admin).await?)
}

#[server(prefix = "/ui", endpoint = "admin/accounts", input = GetUrl)]
pub async fn read_accounts(
    kind: Option<String>,
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<AccountView>>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    Wire::of(
        &domain::ledger::pg::accounts(&door::pool()?, admin, kind.as_deref(), search.as_deref(), wanted)
            .await?,
    )
}

#[server(prefix = "/ui", endpoint = "admin/account", input = GetUrl)]
pub async fn read_account(account: String, cursor: Option<String>) -> Result<Wire<AccountScreen>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let account = door::id(&account)?;
    let wanted = domain::page::PageRequest::of(50, cursor.as_deref())?;
    let explanation = domain::ledger::pg::explain_balance(&pool, admin, account).await?;
    let lines = domain::ledger::pg::account_lines(&pool, admin, account, wanted).await?;
    Wire::of(&AccountScreen { explanation, lines })
}

#[server(prefix = "/ui", endpoint = "admin/entries", input = GetUrl)]
pub async fn read_entries(
    kind: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<EntryView>>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&domain::ledger::pg::entries(&door::pool()?, admin, kind.as_deref(), wanted).await?)
}

#[server(prefix = "/ui", endpoint = "admin/entry", input = GetUrl)]
pub async fn read_entry(entry: String) -> Result<Wire<EntryView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::ledger::pg::entry(&door::pool()?, admin, door::id(&entry)?).await?)
}
