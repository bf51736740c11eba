use crate::{error::UiError, wire::Wire};
use domain::audit::view::AuditPageView;
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/audit", input = GetUrl)]
pub async fn read_audit(
    name: Option<String>,
    actor: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<AuditPageView>, UiError> {
    use crate::door;
    use domain::{
        audit::pg::{AuditFilter, audit_page},
        explain::Explanation,
        page::PageRequest,
        wallet::filter::date,
    };
    let admin = door::actor()?.as_admin()?;
    let no_id = |field: &str| Explanation::validation(field, "This is not an identifier of ours.");
    let filter = AuditFilter {
        name: name.as_deref().map(AuditFilter::command).transpose()?,
        actor: actor.map(|id| id.trim().parse().map_err(|_| no_id("actor"))).transpose()?,
        subject: subject.map(|id| id.trim().parse().map_err(|_| no_id("subject"))).transpose()?,
        from: date("from", from.as_deref())?,
        to: date("to", to.as_deref())?,
    };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&audit_page(&door::pool()?, admin, &filter, wanted).await?)
}
