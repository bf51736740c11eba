use crate::{error::UiError, wire::Wire};
use domain::{bank_account::view::BankAccountView, page::Page};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// Masked, newest first.
#[server(prefix = "/ui", endpoint = "bank-account/mine", input = GetUrl)]
pub async fn read_bank_accounts(cursor: Option<String>) -> Result<Wire<Page<BankAccountView>>, UiError> {
    use crate::door;
    let holder = door::actor()?.as_holder()?;
    let wanted = domain::page::PageRequest::of(20, cursor.as_deref())?;
    Wire::of(&domain::bank_account::pg::bank_accounts(&door::pool()?, holder, wanted).await?)
}

/// Adds one. `next` names where the person came from: a closed list, so that no address can be put into a form.
#[server(prefix = "/ui", endpoint = "bank-account/add")]
pub async fn add_bank_account(
    #[server(default)] account_holder_name: String,
    #[server(default)] account_number: String,
    #[server(default)] ifsc_code: String,
    #[server(default)] next: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{bank_account::body::BankAccountBody, body::Raw};
    let holder = door::actor()?.as_holder()?;
    let body = BankAccountBody {
        account_holder_name: Raw::typed(&account_holder_name),
        account_number: Raw::typed(&account_number),
        ifsc_code: Raw::typed(&ifsc_code),
    };
    // What was typed is looked at before anything else is needed.
    body.read()?;
    let command = body.parse(holder, door::vault()?, door::meta())?;
    domain::work::execute(&door::pool()?, &command).await?;
    let page = match next.as_str() {
        "withdraw" => "/wallet/withdraw",
        "payout" => "/merchant/payouts/new",
        "banks" => "/merchant/bank-accounts",
        _ => "/settings",
    };
    leptos_axum::redirect(&format!("{page}?notice=bank-account"));
    Ok(())
}
