use crate::{error::UiError, wire::Wire};
use domain::{
    page::Page,
    payment::view::StuckPaymentView,
    transfer::view::{DiscrepancyView, StuckView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/stuck", input = GetUrl)]
pub async fn read_stuck() -> Result<Wire<Vec<StuckView>>, UiError> {
    use crate::door;
    use domain::transfer::{attention::STUCK_AFTER, pg::stuck};
    let admin = door::actor()?.as_admin()?;
    Wire::of(&stuck(&door::pool()?, admin, STUCK_AFTER).await?)
}

#[server(prefix = "/ui", endpoint = "admin/stuck-payments", input = GetUrl)]
pub async fn read_stuck_payments() -> Result<Wire<Vec<StuckPaymentView>>, UiError> {
    use crate::door;
    use domain::{payment::pg::stuck, transfer::attention::STUCK_AFTER};
    let admin = door::actor()?.as_admin()?;
    Wire::of(&stuck(&door::pool()?, admin, STUCK_AFTER).await?)
}

#[server(prefix = "/ui", endpoint = "admin/discrepancies", input = GetUrl)]
pub async fn read_discrepancies(cursor: Option<String>) -> Result<Wire<Page<DiscrepancyView>>, UiError> {
    use crate::door;
    use domain::{
        page::PageRequest,
        transfer::pg::{Discrepancies, discrepancies},
    };
    let admin = door::actor()?.as_admin()?;
    let wanted = PageRequest::of(10, cursor.as_deref())?;
    Wire::of(&discrepancies(&door::pool()?, admin, Discrepancies::Open, wanted).await?)
}

/// Keeps what came of a question to the bank. It moves no money.
#[server(prefix = "/ui", endpoint = "admin/resolve-discrepancy")]
pub async fn resolve_discrepancy(
    discrepancy: String,
    #[server(default)] resolution: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, transfer::pg::ResolveDiscrepancy};
    let admin = door::actor()?.as_admin()?;
    let command = ResolveDiscrepancy {
        admin,
        discrepancy: door::id(&discrepancy)?,
        resolution: Raw::typed(&resolution).text("resolution", 500)?,
        meta: door::meta(),
    };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect("/admin/stuck?notice=resolved");
    Ok(())
}
