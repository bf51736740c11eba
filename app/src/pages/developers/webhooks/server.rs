use crate::{error::UiError, wire::Wire};
use domain::{
    page::Page,
    webhook_out::view::{DeliveryView, EndpointView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A secret that was just made travels to the page that shows it in a cookie that no script reads and that is read once:
/// nowhere else is it whole.
#[cfg(feature = "ssr")]
const COOKIE: &str = "kist_new_secret";
#[cfg(feature = "ssr")]
const SECONDS: u32 = 60;

/// One endpoint with its log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointScreen {
    pub endpoint: EndpointView,
    pub deliveries: Page<DeliveryView>,
    /// The one that was just made, whole.
    pub new_secret: Option<String>,
}

#[server(prefix = "/ui", endpoint = "webhook/endpoints", input = GetUrl)]
pub async fn read_endpoints(cursor: Option<String>) -> Result<Wire<Page<EndpointView>>, UiError> {
    use crate::door;
    use domain::{page::PageRequest, webhook_out::pg::endpoints};
    let user = door::actor()?.as_merchant()?;
    Wire::of(&endpoints(&door::pool()?, user, PageRequest::of(20, cursor.as_deref())?).await?)
}

#[server(prefix = "/ui", endpoint = "webhook/endpoint", input = GetUrl)]
pub async fn read_endpoint(
    endpoint: String,
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<EndpointScreen>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        page::PageRequest,
        webhook_out::{pg, view::DeliveryStatus},
    };
    let (user, pool) = (door::actor()?.as_merchant()?, door::pool()?);
    let id = door::id(&endpoint)?;
    let status = status.map(|word| {
        DeliveryStatus::parse(&word)
            .ok_or_else(|| Explanation::validation("status", "There is no such state of a delivery."))
    });
    let endpoint = pg::endpoint(&pool, user, id).await?;
    let brought = door::cookie(COOKIE);
    if brought.is_some() {
        door::set_cookie(COOKIE, "", 0);
    }
    // Whatever else stands in the cookie, by whomever it was put there, is not shown as theirs.
    let new_secret = match brought {
        Some(secret) if pg::is_new_secret_of(&pool, &*door::vault()?, user, id, &secret).await? => {
            Some(secret)
        }
        Some(_) | None => None,
    };
    let page = PageRequest::of(25, cursor.as_deref())?;
    let deliveries = pg::deliveries(&pool, user, id, status.transpose()?, page).await?;
    Wire::of(&EndpointScreen { endpoint, deliveries, new_secret })
}

/// Each event is a box that is ticked or not; `all` for whatever there is and will be.
#[server(prefix = "/ui", endpoint = "webhook/create")]
pub async fn create_endpoint(
    #[server(default)] url: String,
    #[server(default)] all: String,
    #[server(default)] events: Vec<String>,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, webhook_out::body::EndpointBody};
    let user = door::actor()?.as_merchant()?;
    let body = EndpointBody { url: Raw::typed(&url), events: Some(ticked(&all, events)) };
    let command = body.parse(user, &door::reach()?, door::vault()?, door::meta()).await?;
    let made = domain::work::execute(&door::pool()?, &command).await?;
    door::set_cookie(COOKIE, &made.secret, SECONDS);
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{}?notice=endpoint-made", made.of.id));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "webhook/change")]
pub async fn change_endpoint(
    #[server(default)] endpoint: String,
    #[server(default)] url: String,
    #[server(default)] all: String,
    #[server(default)] events: Vec<String>,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, webhook_out::body::ChangeEndpointBody};
    let user = door::actor()?.as_merchant()?;
    let body = ChangeEndpointBody {
        // Emptied, it is refused rather than left as it is.
        url: Raw::Text(url),
        events: Some(ticked(&all, events)),
        paused: Raw::Missing,
    };
    let command = body.parse(user, door::id(&endpoint)?, &door::reach()?, door::meta()).await?;
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{endpoint}?notice=saved"));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "webhook/pause")]
pub async fn pause_endpoint(
    #[server(default)] endpoint: String,
    #[server(default)] paused: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, webhook_out::body::ChangeEndpointBody};
    let user = door::actor()?.as_merchant()?;
    let body = ChangeEndpointBody { paused: Raw::Text(paused.clone()), ..ChangeEndpointBody::default() };
    let command = body.parse(user, door::id(&endpoint)?, &door::reach()?, door::meta()).await?;
    domain::work::execute(&door::pool()?, &command).await?;
    let notice = if paused == "true" { "endpoint-paused" } else { "endpoint-resumed" };
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{endpoint}?notice={notice}"));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "webhook/rotate")]
pub async fn rotate_secret(#[server(default)] endpoint: String) -> Result<(), UiError> {
    use crate::door;
    use domain::webhook_out::pg::RotateSecret;
    let user = door::actor()?.as_merchant()?;
    let command =
        RotateSecret { user, endpoint: door::id(&endpoint)?, vault: door::vault()?, meta: door::meta() };
    let made = domain::work::execute(&door::pool()?, &command).await?;
    door::set_cookie(COOKIE, &made.secret, SECONDS);
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{endpoint}?notice=secret-rotated"));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "webhook/delete")]
pub async fn delete_endpoint(#[server(default)] endpoint: String) -> Result<(), UiError> {
    use crate::door;
    use domain::webhook_out::pg::RemoveEndpoint;
    let user = door::actor()?.as_merchant()?;
    let command = RemoveEndpoint { user, endpoint: door::id(&endpoint)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect("/merchant/developers/webhooks?notice=endpoint-deleted");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "webhook/resend")]
pub async fn resend_delivery(
    #[server(default)] endpoint: String,
    #[server(default)] delivery: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{id::EndpointId, webhook_out::pg::ResendDelivery};
    let user = door::actor()?.as_merchant()?;
    let back: EndpointId = door::id(&endpoint)?;
    let command = ResendDelivery { user, delivery: door::id(&delivery)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{back}?notice=resent"));
    Ok(())
}

/// From the beginning of that day, in India.
#[server(prefix = "/ui", endpoint = "webhook/resend-since")]
pub async fn resend_since(
    #[server(default)] endpoint: String,
    #[server(default)] since: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, calendar, explain::Explanation, webhook_out::body::ResendBody};
    let user = door::actor()?.as_merchant()?;
    let id = door::id(&endpoint)?;
    let day = since.trim().parse().map_err(|_| Explanation::validation("since", "Choose a day."))?;
    let body = ResendBody { since: Raw::Text(calendar::rfc3339(calendar::start_of_day(day))) };
    let command = body.parse(user, id, door::meta())?;
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/merchant/developers/webhooks/{id}?notice=resent"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn ticked(all: &str, events: Vec<String>) -> serde_json::Value {
    if all.is_empty() { events.into() } else { vec![domain::webhook_out::Wanted::EVERYTHING].into() }
}
