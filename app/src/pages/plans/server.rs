use crate::{error::UiError, wire::Wire};
use domain::{
    money::Paise,
    page::Page,
    payment::view::{PurchaseView, RefundView},
    plan::view::{OfferView, PlanView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One plan, and what its borrower needs to pay it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanScreen {
    pub plan: PlanView,
    /// Of its borrower, who is looking.
    pub wallet: Option<Paise>,
    /// What can be asked back of it.
    pub purchase: Option<PurchaseView>,
    pub refunds: Vec<RefundView>,
    /// Rendered with the forms: pressing twice cannot pay twice.
    pub key: String,
}

/// Of whoever is signed in: a borrower's own, a merchant's sales, for an admin everybody's.
#[cfg(feature = "ssr")]
pub(crate) fn reader() -> Result<domain::plan::pg::PlanReader, UiError> {
    use domain::{actor::Role, plan::pg::PlanReader};
    let actor = crate::door::actor()?;
    Ok(match actor.role {
        Role::User => PlanReader::Borrower(actor.as_borrower()?.person()),
        Role::Merchant => PlanReader::Merchant(actor.as_merchant()?.merchant()),
        Role::Admin => PlanReader::All(actor.as_admin()?),
    })
}

#[server(prefix = "/ui", endpoint = "plan/list", input = GetUrl)]
pub async fn read_plans(
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<PlanView>>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        page::PageRequest,
        plan::{
            PlanState,
            pg::{PlanFilter, plans},
        },
    };
    let reader = reader()?;
    let known = |word: String| {
        PlanState::parse(&word).ok_or_else(|| Explanation::validation("status", "There is no such state."))
    };
    let filter = PlanFilter { status: status.map(known).transpose()?, ..PlanFilter::default() };
    Wire::of(&plans(&door::pool()?, reader, &filter, PageRequest::of(25, cursor.as_deref())?).await?)
}

#[server(prefix = "/ui", endpoint = "plan/offer", input = GetUrl)]
pub async fn read_offer() -> Result<Wire<OfferView>, UiError> {
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    Wire::of(&domain::plan::pg::offer(&door::pool()?, borrower).await?)
}

#[server(prefix = "/ui", endpoint = "plan/one", input = GetUrl)]
pub async fn read_plan(plan: String) -> Result<Wire<PlanScreen>, UiError> {
    use crate::{door, pages::refunds::server::reader as refunds_reader};
    use domain::{
        page::PageRequest,
        payment::pg::{RefundFilter, purchases, refunds},
    };
    let pool = door::pool()?;
    let plan = domain::plan::pg::plan(&pool, reader()?, door::id(&plan)?).await?;
    let filter = RefundFilter { transaction: Some(plan.id.0), ..RefundFilter::default() };
    let refunds = refunds(&pool, refunds_reader()?, &filter, PageRequest::of(50, None)?).await?.items;
    let (mut wallet, mut purchase) = (None, None);
    if let Ok(borrower) = door::actor()?.as_borrower() {
        wallet = Some(domain::wallet::pg::balance(&pool, borrower.person()).await?.balance);
        purchase = purchases(&pool, borrower).await?.into_iter().find(|one| one.plan_id == Some(plan.id));
    }
    Wire::of(&PlanScreen { plan, wallet, purchase, refunds, key: door::form_key() })
}

/// Instalments, by their ids with a comma between; afterwards the page that it was asked from.
#[server(prefix = "/ui", endpoint = "plan/pay")]
pub async fn pay_instalments(
    #[server(default)] instalments: String,
    #[server(default)] plan: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        debt::body::PayDebtBody,
        id::PlanId,
        work::{IdempotencyKey, execute},
    };
    let borrower = door::actor()?.as_borrower()?;
    let ids: Vec<&str> = instalments.split(',').filter(|id| !id.is_empty()).collect();
    let body = PayDebtBody { installment_ids: serde_json::json!(ids) };
    let command = body.parse(borrower, IdempotencyKey::parse(&idempotency_key)?, door::meta())?;
    execute(&door::pool()?, &command).await?;
    let back = plan.parse::<PlanId>().map_or_else(|_| "/overdue".to_owned(), |plan| format!("/bnpl/{plan}"));
    leptos_axum::redirect(&format!("{back}?notice=instalment-paid"));
    Ok(())
}

/// The whole purchase is taken back, while nothing of it is paid.
#[server(prefix = "/ui", endpoint = "plan/cancel")]
pub async fn cancel_plan(plan: String) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        actor::Role,
        explain::Explanation,
        plan::pg::{CancelPlan, CancelledBy},
    };
    let actor = door::actor()?;
    let (by, base) = match actor.role {
        Role::Merchant => (CancelledBy::Merchant(actor.for_merchant(None)?), "/merchant/plans"),
        Role::Admin => (CancelledBy::Admin(actor.as_admin()?), "/admin/plans"),
        Role::User => return Err(Explanation::not_authorized().into()),
    };
    let command = CancelPlan { plan: door::id(&plan)?, by, meta: door::meta() };
    let plan = domain::work::execute(&door::pool()?, &command).await?.id;
    leptos_axum::redirect(&format!("{base}/{plan}?notice=plan-cancelled"));
    Ok(())
}
