use crate::{error::UiError, wire::Wire};
use domain::{merchant::view::MerchantView, page::Page, transfer::view::TransferView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One merchant with what went to its bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantScreen {
    pub merchant: MerchantView,
    /// The last few, newest first.
    pub payouts: Vec<TransferView>,
    /// Of the form that records money; so that sending it twice has one effect.
    pub idempotency_key: String,
}

#[server(prefix = "/ui", endpoint = "admin/merchants", input = GetUrl)]
pub async fn read_merchants(
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<MerchantView>>, UiError> {
    use crate::door;
    use domain::{actor::MerchantReader, body::Raw, page::PageRequest};
    let reader = MerchantReader::All(door::actor()?.as_admin()?);
    let search = Raw::typed(search.as_deref().unwrap_or_default()).optional_text("search", 120)?;
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&domain::merchant::pg::merchants(&door::pool()?, reader, search.as_deref(), wanted).await?)
}

#[server(prefix = "/ui", endpoint = "admin/merchant", input = GetUrl)]
pub async fn read_merchant(merchant: String) -> Result<Wire<MerchantScreen>, UiError> {
    use crate::door;
    use domain::{
        actor::MerchantReader,
        id::MerchantId,
        page::PageRequest,
        transfer::{
            TransferKind,
            pg::{TransferFilter, Whose, transfers},
        },
    };
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let id: MerchantId = door::id(&merchant)?;
    let merchant = domain::merchant::pg::merchant(&pool, MerchantReader::All(admin), id).await?;
    let filter =
        TransferFilter { kind: Some(TransferKind::Payout), owner: Some(id.0), ..TransferFilter::default() };
    let latest = PageRequest { limit: 10, ..PageRequest::default() };
    let payouts = transfers(&pool, Whose::All(admin), &filter, latest).await?.items;
    Wire::of(&MerchantScreen { merchant, payouts, idempotency_key: door::form_key() })
}

/// Lets a merchant send money, or no longer.
#[server(prefix = "/ui", endpoint = "admin/set-merchant-active")]
pub async fn set_merchant_active(merchant: String, is_active: bool) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, merchant::body::SetMerchantActiveBody};
    let admin = door::actor()?.as_admin()?;
    let body = SetMerchantActiveBody { is_active: Raw::Flag(is_active) };
    let command = body.parse(admin, door::id(&merchant)?, door::meta())?;
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/merchants/{merchant}?notice=saved"));
    Ok(())
}

/// Says that money for a merchant arrived at the bank.
#[server(prefix = "/ui", endpoint = "admin/fund-merchant")]
pub async fn fund_merchant(
    merchant: String,
    #[server(default)] amount: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, merchant::pg::FundMerchant, work::IdempotencyKey};
    let admin = door::actor()?.as_admin()?;
    let amount = Raw::typed(&amount).amount("amount")?;
    let key = IdempotencyKey::parse(&idempotency_key)?;
    let id = door::id(&merchant)?;
    let command = FundMerchant::new(admin, id, amount, "Money received at the bank", key, door::meta());
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/merchants/{id}?notice=funded"));
    Ok(())
}
