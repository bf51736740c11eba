use crate::{error::UiError, wire::Wire};
use domain::{
    page::Page,
    payment::view::{PurchaseView, RefundView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What is asked back, and the key of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskBackScreen {
    pub purchase: PurchaseView,
    pub key: String,
}

/// Of whoever is signed in: of what a borrower paid, of what a merchant sold, for an admin everybody's.
#[cfg(feature = "ssr")]
pub(crate) fn reader() -> Result<domain::payment::pg::RefundReader, UiError> {
    use domain::{actor::Role, payment::pg::RefundReader};
    let actor = crate::door::actor()?;
    Ok(match actor.role {
        Role::User => RefundReader::Payer(actor.as_borrower()?.person()),
        Role::Merchant => RefundReader::Merchant(actor.as_merchant()?.merchant()),
        Role::Admin => RefundReader::All(actor.as_admin()?),
    })
}

#[server(prefix = "/ui", endpoint = "refund/list", input = GetUrl)]
pub async fn read_refunds(
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<RefundView>>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        page::PageRequest,
        payment::{
            RefundState,
            pg::{RefundFilter, refunds},
        },
    };
    let reader = reader()?;
    let known = |word: String| {
        RefundState::parse(&word).ok_or_else(|| Explanation::validation("status", "There is no such state."))
    };
    let filter = RefundFilter { status: status.map(known).transpose()?, ..RefundFilter::default() };
    Wire::of(&refunds(&door::pool()?, reader, &filter, PageRequest::of(25, cursor.as_deref())?).await?)
}

#[server(prefix = "/ui", endpoint = "refund/purchases", input = GetUrl)]
pub async fn read_purchases() -> Result<Wire<Vec<PurchaseView>>, UiError> {
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    Wire::of(&domain::payment::pg::purchases(&door::pool()?, borrower).await?)
}

#[server(prefix = "/ui", endpoint = "refund/form", input = GetUrl)]
pub async fn read_ask_back(of: String) -> Result<Wire<AskBackScreen>, UiError> {
    use crate::door;
    use domain::explain::Explanation;
    let borrower = door::actor()?.as_borrower()?;
    let purchases = domain::payment::pg::purchases(&door::pool()?, borrower).await?;
    let purchase = purchases.into_iter().find(|one| one.transaction_id.to_string() == of);
    let purchase = purchase.ok_or_else(Explanation::not_found)?;
    Wire::of(&AskBackScreen { purchase, key: door::form_key() })
}

#[server(prefix = "/ui", endpoint = "refund/ask")]
pub async fn ask_back(
    of: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        money::PositivePaise,
        payment::{body::RequestRefundBody, pg::Requester},
        work::{IdempotencyKey, execute},
    };
    let borrower = door::actor()?.as_borrower()?;
    // As a person types it, with commas.
    let amount = match PositivePaise::parse_typed(&amount) {
        Ok(paise) => Raw::Text(paise.get().rupees()),
        Err(_) => Raw::typed(&amount),
    };
    let body = RequestRefundBody { transaction_id: Raw::typed(&of), amount, reason: Raw::typed(&reason) };
    let key = IdempotencyKey::parse(&idempotency_key)?;
    execute(&door::pool()?, &body.parse(Requester::Payer(borrower), key, door::meta())?).await?;
    leptos_axum::redirect("/refunds?notice=refund-asked");
    Ok(())
}

/// `decision`: `approve`, `reject`, or for whoever asked `cancel`.
#[server(prefix = "/ui", endpoint = "refund/decide")]
pub async fn decide_refund(
    refund: String,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        actor::Role,
        body::Raw,
        explain::Explanation,
        id::RefundId,
        payment::{
            body::DecideRefundBody,
            pg::{DecideRefund, DecidedBy},
        },
    };
    let actor = door::actor()?;
    let (by, base) = match actor.role {
        Role::User => (DecidedBy::Payer(actor.as_borrower()?), "/refunds"),
        Role::Merchant => (DecidedBy::Merchant(actor.for_merchant(None)?), "/merchant/refunds"),
        Role::Admin => (DecidedBy::Admin(actor.as_admin()?), "/admin/refunds"),
    };
    let id: RefundId = door::id(&refund)?;
    let (command, notice) = match (decision.as_str(), actor.role) {
        ("cancel", _) => (DecideRefund::cancel(by, id, door::meta()), "refund-cancelled"),
        ("approve", Role::Merchant | Role::Admin) => {
            (DecideRefund::approve(by, id, door::meta()), "refund-approved")
        }
        ("reject", Role::Merchant | Role::Admin) => {
            let body = DecideRefundBody { reason: Raw::typed(&reason) };
            body.reason.needed("reason")?;
            (body.reject(by, id, door::meta())?, "refund-rejected")
        }
        (_, Role::User) => return Err(Explanation::not_authorized().into()),
        _ => return Err(Explanation::validation("decision", "Choose what becomes of it.").into()),
    };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("{base}?notice={notice}"));
    Ok(())
}
