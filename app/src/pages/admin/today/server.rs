use crate::{error::UiError, wire::Wire};
use domain::loan::view::TodayView;
use leptos::prelude::*;

#[server(prefix = "/ui", endpoint = "admin/today", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_today() -> Result<Wire<TodayView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::loan::pg::today(&door::pool()?, admin).await?)
}
