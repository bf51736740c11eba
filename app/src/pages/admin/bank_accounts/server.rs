use crate::{error::UiError, wire::Wire};
use domain::{bank_account::view::OwnedBankAccountView, page::Page};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/bank-accounts", input = GetUrl)]
pub async fn read_all_bank_accounts(
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<OwnedBankAccountView>>, UiError> {
    use crate::door;
    use domain::{bank_account::pg::all_bank_accounts, body::Raw, page::PageRequest};
    let admin = door::actor()?.as_admin()?;
    let search = Raw::typed(search.as_deref().unwrap_or_default()).optional_text("search", 120)?;
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&all_bank_accounts(&door::pool()?, admin, search.as_deref(), wanted).await?)
}
