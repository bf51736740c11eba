use crate::{error::UiError, wire::Wire};
use domain::{
    bank_account::view::BankAccountView,
    explain::Explanation,
    money::Paise,
    page::Page,
    transfer::view::{TransferPageView, TransferView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What a page shows that asks for money to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferScreen {
    /// What can be spent.
    pub available: Paise,
    /// A merchant that may not pay out.
    pub switched_off: bool,
    /// Newest first.
    pub accounts: Vec<BankAccountView>,
    pub asked: Asked,
    /// Rendered with the form: pressing twice cannot move the money twice.
    pub key: String,
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    Nothing,
    Refused(RefusedAsk),
    Plan(Plan),
}

/// What was typed, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedAsk {
    pub amount: String,
    pub account: Option<String>,
    pub refusal: Explanation,
}

/// Exactly what will happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub amount: Paise,
    pub account: Option<BankAccountView>,
    /// What can be spent afterwards.
    pub after: Paise,
}

/// The words of the address.
#[cfg(feature = "ssr")]
struct Question {
    amount: Option<String>,
    account: Option<String>,
    step: Option<String>,
}

#[cfg(feature = "ssr")]
impl Question {
    fn answer(self, available: Paise, accounts: &[BankAccountView], out: bool) -> Asked {
        if self.amount.is_none() && self.step.is_none() {
            return Asked::Nothing;
        }
        let typed = self.amount.clone().unwrap_or_default();
        match self.plan(&typed, available, accounts, out) {
            Ok(plan) => Asked::Plan(plan),
            Err(refusal) => Asked::Refused(RefusedAsk { amount: typed, account: self.account, refusal }),
        }
    }

    fn plan(
        &self,
        typed: &str,
        available: Paise,
        accounts: &[BankAccountView],
        out: bool,
    ) -> Result<Plan, Explanation> {
        use super::super::calculator::typed_amount;
        use domain::{explain::Explain, transfer::error::TransferRefused};
        let amount = typed_amount(typed).amount("amount").map(Paise::from);
        if !out {
            let amount = amount?;
            let after = available.checked_add(amount);
            let after =
                after.ok_or_else(|| Explanation::validation("amount", "This is more than we can take."))?;
            return Ok(Plan { amount, account: None, after });
        }
        let named = |account: &&BankAccountView| self.account.as_ref() == Some(&account.id.to_string());
        let account = accounts.iter().find(named).cloned();
        let account = account
            .ok_or_else(|| Explanation::validation("bank_account_id", "Choose one of your bank accounts."));
        let (amount, account) = match (amount, account) {
            (Ok(amount), Ok(account)) => (amount, account),
            (Err(amount), Err(account)) => return Err(amount.and(account)),
            (Err(why), Ok(_)) | (Ok(_), Err(why)) => return Err(why),
        };
        let after = available.saturating_sub(amount);
        if after.is_negative() {
            let (requested, field) = (amount, "amount");
            return Err(TransferRefused::InsufficientFunds { available, requested, field }.explain());
        }
        Ok(Plan { amount, account: Some(account), after })
    }
}

/// As many as a person can choose among.
#[cfg(feature = "ssr")]
const ACCOUNTS_MOST: i64 = 50;

#[cfg(feature = "ssr")]
async fn accounts_of(holder: domain::actor::Holder) -> Result<Vec<BankAccountView>, UiError> {
    let wanted = domain::page::PageRequest::of(ACCOUNTS_MOST, None)?;
    let pool = crate::door::pool()?;
    Ok(domain::bank_account::pg::bank_accounts(&pool, holder, wanted).await?.items)
}

/// The key of a form that moves money.
#[cfg(feature = "ssr")]
fn key(text: &str) -> Result<domain::work::IdempotencyKey, Explanation> {
    use domain::work::IdempotencyKey;
    if text.is_empty() { Err(IdempotencyKey::required()) } else { IdempotencyKey::parse(text) }
}

/// What adding this much would do.
#[server(prefix = "/ui", endpoint = "transfer/deposit-plan", input = GetUrl)]
pub async fn read_deposit_plan(
    amount: Option<String>,
    step: Option<String>,
) -> Result<Wire<TransferScreen>, UiError> {
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    let available = domain::wallet::pg::balance(&door::pool()?, borrower.person()).await?.balance;
    let asked = Question { amount, account: None, step }.answer(available, &[], false);
    let (accounts, key) = (Vec::new(), door::form_key());
    Wire::of(&TransferScreen { available, switched_off: false, accounts, asked, key })
}

/// Asks the bank for money and leads to what becomes of it.
#[server(prefix = "/ui", endpoint = "transfer/deposit")]
pub async fn add_money(
    #[server(default)] amount: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    let body = domain::transfer::body::DepositBody { amount: typed_amount(&amount) };
    let command = body.parse(borrower, key(&idempotency_key)?, door::meta())?;
    let asked = domain::work::execute(&door::pool()?, &command).await?.value;
    leptos_axum::redirect(&format!("/wallet/transfers/{}?notice=adding", asked.id));
    Ok(())
}

/// What taking this much out would do.
#[server(prefix = "/ui", endpoint = "transfer/withdrawal-plan", input = GetUrl)]
pub async fn read_withdrawal_plan(
    amount: Option<String>,
    bank_account_id: Option<String>,
    step: Option<String>,
) -> Result<Wire<TransferScreen>, UiError> {
    use crate::door;
    let actor = door::actor()?;
    let borrower = actor.as_borrower()?;
    let available = domain::wallet::pg::balance(&door::pool()?, borrower.person()).await?.balance;
    let accounts = accounts_of(actor.as_holder()?).await?;
    let asked = Question { amount, account: bank_account_id, step }.answer(available, &accounts, true);
    Wire::of(&TransferScreen { available, switched_off: false, accounts, asked, key: door::form_key() })
}

/// Takes money out of the wallet and leads to what becomes of it.
#[server(prefix = "/ui", endpoint = "transfer/withdraw")]
pub async fn withdraw(
    #[server(default)] amount: String,
    #[server(default)] bank_account_id: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    use domain::{body::Raw, transfer::body::WithdrawBody};
    let borrower = door::actor()?.as_borrower()?;
    let body = WithdrawBody { amount: typed_amount(&amount), bank_account_id: Raw::typed(&bank_account_id) };
    let command = body.parse(borrower, key(&idempotency_key)?, door::meta())?;
    let asked = domain::work::execute(&door::pool()?, &command).await?.value;
    leptos_axum::redirect(&format!("/wallet/transfers/{}?notice=withdrawing", asked.id));
    Ok(())
}

/// What paying this much out would do.
#[server(prefix = "/ui", endpoint = "transfer/payout-plan", input = GetUrl)]
pub async fn read_payout_plan(
    amount: Option<String>,
    bank_account_id: Option<String>,
    step: Option<String>,
) -> Result<Wire<TransferScreen>, UiError> {
    use crate::door;
    let actor = door::actor()?;
    let home = domain::merchant::pg::home(&door::pool()?, actor.as_merchant()?).await?;
    let accounts = accounts_of(actor.as_holder()?).await?;
    let available = home.balance.available;
    let asked = Question { amount, account: bank_account_id, step }.answer(available, &accounts, true);
    let (switched_off, key) = (!home.is_active, door::form_key());
    Wire::of(&TransferScreen { available, switched_off, accounts, asked, key })
}

/// Pays a merchant's money out and leads to what becomes of it.
#[server(prefix = "/ui", endpoint = "transfer/pay-out")]
pub async fn pay_out(
    #[server(default)] amount: String,
    #[server(default)] bank_account_id: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    use domain::{body::Raw, transfer::body::PayoutBody};
    let actor = door::actor()?;
    actor.as_merchant()?;
    let acting = actor.for_merchant(None)?;
    // Programs send whole paise, people type rupees.
    let amount = typed_amount(&amount).amount("amount")?;
    let body = PayoutBody {
        amount_paise: Raw::Number(amount.get().get().to_string()),
        bank_account_id: Raw::typed(&bank_account_id),
    };
    let command = body.parse(acting, key(&idempotency_key)?, door::meta())?;
    let asked = domain::work::execute(&door::pool()?, &command).await?.value;
    leptos_axum::redirect(&format!("/merchant/payouts/{}?notice=paying-out", asked.id));
    Ok(())
}

/// A person's deposits and withdrawals, newest first.
#[server(prefix = "/ui", endpoint = "transfer/wallet", input = GetUrl)]
pub async fn read_wallet_transfers(
    kind: Option<String>,
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<TransferView>>, UiError> {
    use crate::door;
    use domain::transfer::{
        TransferKind, TransferState,
        pg::{TransferFilter, Whose, transfers},
    };
    let borrower = door::actor()?.as_borrower()?;
    let no_such = |field: &'static str| move || Explanation::validation(field, "There is no such choice.");
    let kind = kind.map(|text| TransferKind::parse(&text).ok_or_else(no_such("kind"))).transpose()?;
    let status = status.map(|text| TransferState::parse(&text).ok_or_else(no_such("status"))).transpose()?;
    let filter = TransferFilter { kind, status, ..TransferFilter::default() };
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&transfers(&door::pool()?, Whose::Own(borrower.person().0), &filter, wanted).await?)
}

/// What is under way, and the last few that ended.
#[server(prefix = "/ui", endpoint = "transfer/on-the-way", input = GetUrl)]
pub async fn read_on_the_way() -> Result<Wire<Vec<TransferView>>, UiError> {
    use crate::door;
    use domain::transfer::{
        TransferState,
        pg::{TransferFilter, Whose, transfers},
    };
    let whose = Whose::Own(door::actor()?.as_borrower()?.person().0);
    let pool = door::pool()?;
    let mut found: Vec<TransferView> = Vec::new();
    for (status, most) in
        [(Some(TransferState::Pending), 10), (Some(TransferState::Processing), 10), (None, 3)]
    {
        let filter = TransferFilter { status, ..TransferFilter::default() };
        let page = transfers(&pool, whose, &filter, domain::page::PageRequest::of(most, None)?).await?;
        found.extend(page.items);
    }
    // One that moved on between two of the questions is found by both. Ids are in order of time.
    found.sort_by_key(|transfer| std::cmp::Reverse(transfer.id.0));
    found.dedup_by_key(|transfer| transfer.id.0);
    Wire::of(&found)
}

/// One of the person's or the merchant's who asks.
#[server(prefix = "/ui", endpoint = "transfer/one", input = GetUrl)]
pub async fn read_transfer(transfer: String) -> Result<Wire<TransferPageView>, UiError> {
    use crate::door;
    use domain::transfer::pg::{Whose, transfer_page};
    let whose = Whose::Own(door::actor()?.as_holder()?.owner());
    Wire::of(&transfer_page(&door::pool()?, whose, door::id(&transfer)?).await?)
}

/// A merchant's payouts, newest first.
#[server(prefix = "/ui", endpoint = "transfer/payouts", input = GetUrl)]
pub async fn read_payouts(
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<TransferView>>, UiError> {
    use crate::door;
    use domain::transfer::{
        TransferKind,
        pg::{TransferFilter, Whose, transfers},
    };
    let merchant = door::actor()?.as_merchant()?.merchant();
    let kind = TransferKind::Payout;
    let status = status
        .map(|word| {
            kind.state(&word).ok_or_else(|| Explanation::validation("status", "There is no such state."))
        })
        .transpose()?;
    let filter = TransferFilter { kind: Some(kind), status, ..TransferFilter::default() };
    let wanted = domain::page::PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&transfers(&door::pool()?, Whose::Own(merchant.0), &filter, wanted).await?)
}
