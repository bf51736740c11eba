use crate::{error::UiError, wire::Wire};
use domain::{debt::view::DebtView, money::Paise};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What is overdue, and what it would be paid from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtScreen {
    pub debt: DebtView,
    pub wallet: Paise,
    pub key: String,
}

#[server(prefix = "/ui", endpoint = "debt/mine", input = GetUrl)]
pub async fn read_debt() -> Result<Wire<DebtScreen>, UiError> {
    use crate::door;
    let (pool, borrower) = (door::pool()?, door::actor()?.as_borrower()?);
    let debt = domain::debt::pg::debt(&pool, borrower.person()).await?;
    let wallet = domain::wallet::pg::balance(&pool, borrower.person()).await?.balance;
    Wire::of(&DebtScreen { debt, wallet, key: door::form_key() })
}
