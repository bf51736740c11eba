use crate::{error::UiError, wire::Wire};
use domain::{notification::view::NotificationView, page::Page};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "notification/list", input = GetUrl)]
pub async fn read_notifications(cursor: Option<String>) -> Result<Wire<Page<NotificationView>>, UiError> {
    use crate::door;
    use domain::{notification::pg::notifications, page::PageRequest};
    let borrower = door::actor()?.as_borrower()?;
    Wire::of(&notifications(&door::pool()?, borrower, PageRequest::of(25, cursor.as_deref())?).await?)
}

#[server(prefix = "/ui", endpoint = "notification/read")]
pub async fn mark_read() -> Result<(), UiError> {
    use crate::door;
    use domain::notification::pg::MarkRead;
    let borrower = door::actor()?.as_borrower()?;
    domain::work::execute(&door::pool()?, &MarkRead { borrower, meta: door::meta() }).await?;
    leptos_axum::redirect("/notifications?notice=all-read");
    Ok(())
}
