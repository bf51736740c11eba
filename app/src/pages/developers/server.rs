use crate::{error::UiError, wire::Wire};
use domain::{
    api_key::view::ApiKeyView,
    id::{BankAccountId, MerchantId},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A key that was just made travels to the page that shows it in a cookie that no script reads and that is read once:
/// nowhere else is it whole.
#[cfg(feature = "ssr")]
const COOKIE: &str = "kist_new_key";
#[cfg(feature = "ssr")]
const SECONDS: u32 = 60;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevelopersView {
    pub merchant: MerchantId,
    /// One to pay out to, for the examples.
    pub bank_account: Option<BankAccountId>,
    /// Where programs reach this installation.
    pub base: String,
    pub keys: Page<ApiKeyView>,
    /// The one that was just made, whole.
    pub new_key: Option<String>,
}

#[server(prefix = "/ui", endpoint = "api-key/mine", input = GetUrl)]
pub async fn read_developers(cursor: Option<String>) -> Result<Wire<DevelopersView>, UiError> {
    use crate::door;
    use domain::{api_key::pg, bank_account::pg::bank_accounts, page::PageRequest};
    let (actor, pool) = (door::actor()?, door::pool()?);
    let user = actor.as_merchant()?;
    let accounts = bank_accounts(&pool, actor.as_holder()?, PageRequest::of(1, None)?).await?;
    let brought = door::cookie(COOKIE);
    if brought.is_some() {
        door::set_cookie(COOKIE, "", 0);
    }
    // Whatever else stands in the cookie, by whomever it was put there, is not shown as theirs.
    let new_key = match brought {
        Some(key) if pg::is_new_key_of(&pool, user, &key).await? => Some(key),
        Some(_) | None => None,
    };
    Wire::of(&DevelopersView {
        merchant: user.merchant(),
        bank_account: accounts.items.first().map(|account| account.id),
        base: door::own_address(),
        keys: pg::api_keys(&pool, user, PageRequest::of(20, cursor.as_deref())?).await?,
        new_key,
    })
}

/// Each scope is a box that is ticked or not.
#[server(prefix = "/ui", endpoint = "api-key/create")]
pub async fn create_key(
    #[server(default)] name: String,
    #[server(default)] payments: String,
    #[server(default)] payouts: String,
    #[server(default)] read: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{api_key::body::ApiKeyBody, body::Raw};
    let user = door::actor()?.as_merchant()?;
    let ticked = [("payments", payments), ("payouts", payouts), ("read", read)];
    let scopes: Vec<&str> =
        ticked.iter().filter(|(_, ticked)| !ticked.is_empty()).map(|(name, _)| *name).collect();
    let body = ApiKeyBody { name: Raw::typed(&name), scopes: Some(scopes.into()) };
    let command = body.parse(user, door::ring()?, door::meta())?;
    let made = domain::work::execute(&door::pool()?, &command).await?;
    door::set_cookie(COOKIE, &made.key, SECONDS);
    leptos_axum::redirect("/merchant/developers?notice=key-made");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "api-key/revoke")]
pub async fn revoke_key(#[server(default)] key: String) -> Result<(), UiError> {
    use crate::door;
    let user = door::actor()?.as_merchant()?;
    let command = domain::api_key::pg::RevokeApiKey { user, key: door::id(&key)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect("/merchant/developers?notice=key-revoked");
    Ok(())
}
