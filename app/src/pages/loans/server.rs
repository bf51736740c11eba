use super::super::calculator::server::Ground;
use crate::{error::UiError, wire::Wire};
use domain::{
    ledger::view::EntryView,
    loan::view::{LoanPageView, LoanView, ReceiptView},
    money::Paise,
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What the page before a payment shows: exactly what will happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPreview {
    pub page: LoanPageView,
    pub amount: Paise,
    /// Whether this amount closes the loan today.
    pub closes: bool,
    /// `Err` is what is missing in the wallet.
    pub wallet_after: Result<Paise, Paise>,
    /// Rendered with the form: pressing twice cannot pay twice.
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptScreen {
    pub receipt: ReceiptView,
    pub entry: EntryView,
}

#[server(prefix = "/ui", endpoint = "loan/mine", input = GetUrl)]
pub async fn read_my_loans(cursor: Option<String>) -> Result<Wire<Page<LoanView>>, UiError> {
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    let wanted = domain::page::PageRequest::of(20, cursor.as_deref())?;
    Wire::of(&domain::loan::pg::loans_of(&door::pool()?, borrower.person(), wanted).await?)
}

#[server(prefix = "/ui", endpoint = "loan/page", input = GetUrl)]
pub async fn read_loan(loan: String) -> Result<Wire<LoanPageView>, UiError> {
    use crate::door;
    let reader = door::actor()?.as_borrower_or_admin()?;
    Wire::of(&domain::loan::pg::loan_page(&door::pool()?, reader, door::id(&loan)?).await?)
}

/// The limits and the date, for the borrower who applies.
#[server(prefix = "/ui", endpoint = "loan/apply-ground", input = GetUrl)]
pub async fn read_apply_ground() -> Result<Wire<Ground>, UiError> {
    crate::door::actor()?.as_borrower()?;
    super::super::calculator::server::read_ground().await
}

/// Sends an application. `seen_emi` is the instalment that the page showed: nobody agrees to figures that they
/// have not seen, which without a script could happen by changing the amount and pressing "Apply" at once.
#[server(prefix = "/ui", endpoint = "loan/apply")]
pub async fn apply_for_loan(
    #[server(default)] principal_amount: String,
    #[server(default)] tenure_months: String,
    #[server(default)] purpose: String,
    #[server(default)] agreed: String,
    #[server(default)] seen_emi: String,
) -> Result<(), UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    use domain::{
        body::Raw,
        explain::{Explanation, Kind},
        loan::body::ApplyBody,
    };
    let borrower = door::actor()?.as_borrower()?;
    let pool = door::pool()?;
    let body = ApplyBody {
        principal_amount: typed_amount(&principal_amount),
        tenure_months: Raw::typed(&tenure_months),
        interest_rate: Raw::Missing,
        purpose: Raw::typed(&purpose),
    };
    let command = body.parse(borrower, door::meta())?;
    let ground = super::super::calculator::server::ground().await?;
    // Terms that are out of range are refused by the command, with every other reason.
    let cost = body.calculate(&ground.limits, ground.today);
    let unseen = cost.is_ok_and(|cost| cost.emi_amount.rupees() != seen_emi);
    if unseen {
        let sentence = "The figures changed with what you typed. Look at them, then apply again.";
        return Err(Explanation::new(Kind::Invalid, "figures_changed", sentence).into());
    }
    if agreed.is_empty() {
        return Err(Explanation::validation("agreed", "Tick this once you have read what it costs.").into());
    }
    let loan = domain::work::execute(&pool, &command).await?;
    leptos_axum::redirect(&format!("/loans/{}?notice=applied", loan.id));
    Ok(())
}

/// What paying would do. `what` is `due`, `all` or `other`; only `other` brings an amount.
#[server(prefix = "/ui", endpoint = "loan/payment-preview", input = GetUrl)]
pub async fn preview_payment(
    loan: String,
    what: Option<String>,
    amount: Option<String>,
) -> Result<Wire<PaymentPreview>, UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    use domain::explain::{Explanation, Kind};
    let borrower = door::actor()?.as_borrower()?;
    let reader = domain::actor::Reader::Own(borrower.person());
    let page = domain::loan::pg::loan_page(&door::pool()?, reader, door::id(&loan)?).await?;
    let payoff = page.payoff.as_ref().ok_or_else(|| {
        Explanation::new(Kind::Conflict, "invalid_state", "There is nothing to pay on this loan.")
    })?;
    let amount = match what.as_deref() {
        Some("all") => payoff.payoff_amount,
        Some("other") => typed_amount(&amount.unwrap_or_default()).amount("amount")?.get(),
        _ => super::ways_to_pay::next_payment(&page),
    };
    let closes = amount >= payoff.payoff_amount;
    // Whoever pays more than closes the loan pays exactly what closes it.
    let amount =
        if amount <= page.loan.outstanding_amount { amount.min(payoff.payoff_amount) } else { amount };
    let left = page.wallet_balance.saturating_sub(amount);
    let wallet_after = if left.is_negative() { Err(left.abs()) } else { Ok(left) };
    Wire::of(&PaymentPreview { amount, closes, wallet_after, key: door::form_key(), page })
}

/// Pays from the wallet and leads to the receipt.
#[server(prefix = "/ui", endpoint = "loan/pay")]
pub async fn pay_loan(
    loan: String,
    #[server(default)] amount: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use super::super::calculator::typed_amount;
    use crate::door;
    use domain::{body::Raw, loan::body::RepayBody};
    let borrower = door::actor()?.as_borrower()?;
    let body = RepayBody {
        loan_id: Raw::typed(&loan),
        amount: typed_amount(&amount),
        idempotency_key: Raw::typed(&idempotency_key),
    };
    let command = body.parse(borrower, None, door::meta())?;
    let paid = domain::work::execute(&door::pool()?, &command).await?.value;
    let notice = if paid.loan_closed { "closed" } else { "paid" };
    let (loan, repayment) = (paid.repayment.loan_id, paid.repayment.id);
    leptos_axum::redirect(&format!("/loans/{loan}/receipts/{repayment}?notice={notice}"));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "loan/receipt", input = GetUrl)]
pub async fn read_receipt(loan: String, repayment: String) -> Result<Wire<ReceiptScreen>, UiError> {
    use crate::door;
    let reader = door::actor()?.as_borrower_or_admin()?;
    let pool = door::pool()?;
    let page = domain::loan::pg::loan_page(&pool, reader, door::id(&loan)?).await?;
    let wanted = door::id(&repayment)?;
    let found = page.receipts.into_iter().find(|receipt| receipt.repayment.id == wanted);
    let receipt = found.ok_or_else(domain::explain::Explanation::not_found)?;
    let entry = domain::ledger::pg::receipt_entry(&pool, reader, receipt.entry).await?;
    Wire::of(&ReceiptScreen { receipt, entry })
}
