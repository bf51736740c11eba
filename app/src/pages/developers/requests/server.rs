use crate::{error::UiError, wire::Wire};
use domain::{page::Page, request_log::view::ApiRequestView};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "api-key/requests", input = GetUrl)]
pub async fn read_requests(
    refused: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<ApiRequestView>>, UiError> {
    use crate::door;
    use domain::{
        page::PageRequest,
        request_log::pg::{RequestFilter, requests},
    };
    let user = door::actor()?.as_merchant()?;
    let filter = RequestFilter { refused: refused.is_some() };
    Wire::of(&requests(&door::pool()?, user, filter, PageRequest::of(25, cursor.as_deref())?).await?)
}
