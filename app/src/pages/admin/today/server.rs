use crate::{error::UiError, wire::Wire};
use domain::{loan::view::TodayView, transfer::attention::AttentionView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The day's figures, and what asks for attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayScreen {
    pub today: TodayView,
    pub attention: AttentionView,
}

#[server(prefix = "/ui", endpoint = "admin/today", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_today() -> Result<Wire<TodayScreen>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let attention = domain::transfer::pg::attention(&pool, admin).await?;
    Wire::of(&TodayScreen { today: domain::loan::pg::today(&pool, admin).await?, attention })
}
