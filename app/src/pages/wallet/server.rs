use crate::{error::UiError, wire::Wire};
use chrono::NaiveDate;
use domain::{
    page::Page,
    wallet::view::{BalanceView, TransactionView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What the page shows above the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletScreen {
    pub balance: BalanceView,
    pub today: NaiveDate,
    /// Where a statement begins unless the person says otherwise.
    pub statement_from: NaiveDate,
}

#[server(prefix = "/ui", endpoint = "wallet/balance", input = GetUrl)]
pub async fn read_balance() -> Result<Wire<WalletScreen>, UiError> {
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
pub async fn read_transactions(
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
