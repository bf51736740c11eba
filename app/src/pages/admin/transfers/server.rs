use crate::{error::UiError, wire::Wire};
use domain::{
    job::view::JobView,
    ledger::view::EntryView,
    page::Page,
    transfer::view::{TransferPageView, TransferView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One transfer with everything that stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferScreen {
    pub page: TransferPageView,
    /// Oldest first.
    pub entries: Vec<EntryView>,
    /// Newest first.
    pub jobs: Vec<JobView>,
}

#[server(prefix = "/ui", endpoint = "admin/transfers", input = GetUrl)]
pub async fn read_all_transfers(
    kind: Option<String>,
    status: Option<String>,
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<TransferView>>, UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        explain::Explanation,
        page::PageRequest,
        transfer::{
            TransferKind, TransferState,
            pg::{TransferFilter, Whose, transfers},
        },
    };
    let admin = door::actor()?.as_admin()?;
    let kind = kind.map(|word| {
        TransferKind::parse(&word)
            .ok_or_else(|| Explanation::validation("kind", "There is no such kind of transfer."))
    });
    let status = status.map(|word| {
        TransferState::parse(&word)
            .ok_or_else(|| Explanation::validation("status", "There is no such state of a transfer."))
    });
    let search = Raw::typed(search.as_deref().unwrap_or_default()).optional_text("search", 120)?;
    let filter = TransferFilter { kind: kind.transpose()?, status: status.transpose()?, owner: None, search };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&transfers(&door::pool()?, Whose::All(admin), &filter, wanted).await?)
}

#[server(prefix = "/ui", endpoint = "admin/transfer", input = GetUrl)]
pub async fn read_any_transfer(transfer: String) -> Result<Wire<TransferScreen>, UiError> {
    use crate::door;
    use domain::{
        id::TransferId,
        job::pg::{JobFilter, jobs},
        ledger::pg::entries_about,
        page::PageRequest,
        transfer::pg::{Whose, transfer_page},
    };
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let id: TransferId = door::id(&transfer)?;
    let page = transfer_page(&pool, Whose::All(admin), id).await?;
    let entries = entries_about(&pool, admin, id.0).await?;
    let about = JobFilter { subject: Some(id.0), ..JobFilter::default() };
    let latest = PageRequest { limit: 10, ..PageRequest::default() };
    let jobs = jobs(&pool, admin, &about, latest).await?.items;
    Wire::of(&TransferScreen { page, entries, jobs })
}

/// Has the bank asked at once. It decides nothing: what the bank says does.
#[server(prefix = "/ui", endpoint = "admin/look-now")]
pub async fn look_now(transfer: String, #[server(default)] back: String) -> Result<(), UiError> {
    use crate::door;
    use domain::transfer::pg::LookNow;
    let admin = door::actor()?.as_admin()?;
    let command = LookNow { admin, transfer: door::id(&transfer)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    if back == "stuck" {
        leptos_axum::redirect("/admin/stuck?notice=asked");
    } else {
        leptos_axum::redirect(&format!("/admin/transfers/{}?notice=asked", command.transfer));
    }
    Ok(())
}
