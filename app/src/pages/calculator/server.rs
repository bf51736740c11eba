use crate::{error::UiError, wire::Wire};
use chrono::NaiveDate;
use domain::loan::terms::Limits;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the browser cannot know by itself and needs to compute a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    pub limits: Limits,
    /// The business date: a loan paid out today.
    pub today: NaiveDate,
}

#[server(prefix = "/ui", endpoint = "loan/ground", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_ground() -> Result<Wire<Ground>, UiError> {
    Wire::of(&ground().await?)
}

#[cfg(feature = "ssr")]
pub(crate) async fn ground() -> Result<Ground, UiError> {
    let pool = crate::door::pool()?;
    let limits = domain::loan::pg::limits(&pool).await?;
    let now = domain::work::business_now(&pool).await?;
    Ok(Ground { limits, today: domain::calendar::business_date(now) })
}
