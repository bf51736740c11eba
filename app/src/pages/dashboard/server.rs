use crate::{error::UiError, wire::Wire};
use domain::loan::view::BorrowerHomeView;
use leptos::prelude::*;

#[server(prefix = "/ui", endpoint = "loan/borrower-home", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_home() -> Result<Wire<BorrowerHomeView>, UiError> {
    use crate::door;
    let borrower = door::actor()?.as_borrower()?;
    Wire::of(&domain::loan::pg::borrower_home(&door::pool()?, borrower).await?)
}
