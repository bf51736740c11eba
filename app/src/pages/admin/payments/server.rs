use crate::{error::UiError, wire::Wire};
use domain::{job::view::JobView, ledger::view::EntryView, page::Page, payment::view::PaymentRowView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One payment with everything that stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnyPaymentScreen {
    pub row: PaymentRowView,
    /// Oldest first, of the payment and its refunds.
    pub entries: Vec<EntryView>,
    /// Newest first.
    pub jobs: Vec<JobView>,
}

#[server(prefix = "/ui", endpoint = "admin/payments", input = GetUrl)]
pub async fn read_all_payments(
    status: Option<String>,
    gateway: Option<String>,
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<PaymentRowView>>, UiError> {
    use crate::{door, pages::payments::server::state};
    use domain::{
        body::Raw,
        explain::Explanation,
        gateway::GatewayName,
        page::PageRequest,
        payment::pg::{PaymentFilter, payments_of_all},
    };
    let admin = door::actor()?.as_admin()?;
    let gateway = gateway.map(|word| {
        GatewayName::parse(&word)
            .ok_or_else(|| Explanation::validation("gateway", "There is no such gateway."))
    });
    let search = Raw::typed(search.as_deref().unwrap_or_default()).optional_text("search", 120)?;
    let filter = PaymentFilter { status: state(status)?, gateway: gateway.transpose()?, search };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&payments_of_all(&door::pool()?, admin, &filter, wanted).await?)
}

#[server(prefix = "/ui", endpoint = "admin/payment", input = GetUrl)]
pub async fn read_any_payment(payment: String) -> Result<Wire<AnyPaymentScreen>, UiError> {
    use crate::door;
    use domain::{
        actor::MerchantReader,
        id::PaymentId,
        job::pg::{JobFilter, jobs},
        ledger::pg::entries_about,
        page::PageRequest,
        payment::pg::payment_page,
    };
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let id: PaymentId = door::id(&payment)?;
    let row = payment_page(&pool, MerchantReader::All(admin), id).await?;
    let mut entries = entries_about(&pool, admin, id.0).await?;
    for refund in row.payment.refunds.iter().flatten() {
        entries.extend(entries_about(&pool, admin, refund.id.0).await?);
    }
    let about = JobFilter { subject: Some(id.0), ..JobFilter::default() };
    let latest = PageRequest { limit: 10, ..PageRequest::default() };
    let jobs = jobs(&pool, admin, &about, latest).await?.items;
    Wire::of(&AnyPaymentScreen { row, entries, jobs })
}

/// Sends again what a gateway refused, under a new reference.
#[server(prefix = "/ui", endpoint = "admin/retry-refund")]
pub async fn retry_refund(refund: String) -> Result<(), UiError> {
    use crate::door;
    use domain::payment::pg::RetryRefund;
    let admin = door::actor()?.as_admin()?;
    let command = RetryRefund { admin, refund: door::id(&refund)?, meta: door::meta() };
    let payment = domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/payments/{payment}?notice=refund-again"));
    Ok(())
}

/// Gives up what a gateway refused: the merchant has its money back.
#[server(prefix = "/ui", endpoint = "admin/call-off-refund")]
pub async fn call_off_refund(refund: String) -> Result<(), UiError> {
    use crate::door;
    use domain::payment::pg::CallOffRefund;
    let admin = door::actor()?.as_admin()?;
    let command = CallOffRefund { admin, refund: door::id(&refund)?, meta: door::meta() };
    let payment = domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/payments/{payment}?notice=called-off"));
    Ok(())
}
