use crate::{error::UiError, wire::Wire};
use chrono::NaiveDate;
use domain::{
    page::Page,
    wallet::view::{BalanceView, TransactionView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// What the page shows above the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletScreen {
    pub balance: BalanceView,
    pub today: NaiveDate,
    /// Where a statement begins unless the person says otherwise.
    pub statement_from: NaiveDate,
}

/// The filters as the address has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub direction: Option<String>,
    pub source: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub cursor: Option<String>,
}

impl Asked {
    pub(crate) fn of_query(query: &ParamsMap) -> Asked {
        // A filter form sends its empty fields too.
        let get = |name: &str| query.get(name).filter(|value| !value.is_empty());
        Asked {
            direction: get("type"),
            source: get("source"),
            from: get("from"),
            to: get("to"),
            cursor: get("cursor"),
        }
    }
}

#[server(prefix = "/ui", endpoint = "wallet/balance", input = GetUrl)]
pub async fn balance() -> Result<Wire<WalletScreen>, UiError> {
    use crate::door;
    use domain::calendar;
    let borrower = door::actor()?.as_borrower()?;
    let pool = door::pool()?;
    let balance = domain::wallet::pg::balance(&pool, borrower.person()).await?;
    let today = calendar::business_date(domain::work::business_now(&pool).await?);
    let statement_from = today.checked_sub_months(chrono::Months::new(3)).unwrap_or(today);
    Wire::of(&WalletScreen { balance, today, statement_from })
}

#[server(prefix = "/ui", endpoint = "wallet/transactions", input = GetUrl)]
pub async fn transactions(
    direction: Option<String>,
    source: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<TransactionView>>, UiError> {
    use crate::door;
    use domain::wallet::filter::TransactionFilter;
    let borrower = door::actor()?.as_borrower()?;
    let filter =
        TransactionFilter::parse(direction.as_deref(), source.as_deref(), from.as_deref(), to.as_deref())?;
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&domain::wallet::pg::transactions(&door::pool()?, borrower.person(), &filter, wanted).await?)
}
