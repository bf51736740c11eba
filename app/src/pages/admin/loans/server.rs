use crate::{error::UiError, wire::Wire};
use domain::{loan::view::ApplicationView, page::Page};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/loans", input = GetUrl)]
pub async fn read_all_loans(
    status: Option<String>,
    overdue: Option<String>,
    search: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<ApplicationView>>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        loan::{pg::LoanFilter, state::LoanState},
        page::PageRequest,
    };
    let admin = door::actor()?.as_admin()?;
    let status = status.map(|word| {
        LoanState::parse(&word).ok_or_else(|| Explanation::validation("status", "There is no such state."))
    });
    let filter =
        LoanFilter { status: status.transpose()?, overdue: overdue.as_deref() == Some("yes"), search };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&domain::loan::pg::all_loans(&door::pool()?, admin, &filter, wanted).await?)
}
