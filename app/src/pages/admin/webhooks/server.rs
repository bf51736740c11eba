use crate::{error::UiError, wire::Wire};
use domain::{page::Page, webhook_out::view::DeliveryView};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/webhook-deliveries", input = GetUrl)]
pub async fn read_all_deliveries(
    status: Option<String>,
    kind: Option<String>,
    merchant: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<DeliveryView>>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        page::PageRequest,
        webhook_out::{
            EventKind,
            pg::{DeliveryFilter, every_delivery},
            view::DeliveryStatus,
        },
    };
    let admin = door::actor()?.as_admin()?;
    let status = status.map(|word| {
        DeliveryStatus::parse(&word)
            .ok_or_else(|| Explanation::validation("status", "There is no such state of a delivery."))
    });
    let kind = kind.map(|word| {
        EventKind::parse(&word).ok_or_else(|| Explanation::validation("kind", "There is no such event."))
    });
    let merchant = merchant.map(|text| {
        text.trim()
            .parse()
            .map_err(|_| Explanation::validation("merchant", "This is not an identifier of ours."))
    });
    let filter = DeliveryFilter {
        status: status.transpose()?,
        kind: kind.transpose()?,
        merchant: merchant.transpose()?,
        endpoint: None,
    };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&every_delivery(&door::pool()?, admin, &filter, wanted).await?)
}
