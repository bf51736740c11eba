use crate::{error::UiError, wire::Wire};
use chrono::NaiveDate;
use domain::{clock::ClockView, debt::view::DayEndsView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysScreen {
    pub ends: DayEndsView,
    pub clock: ClockView,
}

#[server(prefix = "/ui", endpoint = "admin/days", input = GetUrl)]
pub async fn read_days() -> Result<Wire<DaysScreen>, UiError> {
    use crate::door;
    let (pool, admin) = (door::pool()?, door::actor()?.as_admin()?);
    let ends = domain::debt::pg::day_ends(&pool, admin).await?;
    let clock = domain::clock::clock(&pool, admin, door::is_demo()).await?;
    Wire::of(&DaysScreen { ends, clock })
}

#[server(prefix = "/ui", endpoint = "admin/move-clock")]
pub async fn move_clock(
    #[server(default)] days: String,
    #[server(default)] months: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, clock::ClockBody};
    let admin = door::actor()?.as_admin()?;
    let body = ClockBody { days: Raw::typed(&days), months: Raw::typed(&months) };
    let command = body.parse(admin, door::is_demo(), door::meta())?;
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect("/admin/days?notice=moved");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "admin/end-days")]
pub async fn end_days() -> Result<(), UiError> {
    use crate::door;
    use domain::debt::body::DayEndBody;
    let admin = door::actor()?.as_admin()?;
    domain::work::execute(&door::pool()?, &DayEndBody::default().parse(admin, door::meta())?).await?;
    leptos_axum::redirect("/admin/days?notice=days-asked");
    Ok(())
}

/// The business date, where it is not today's: for the line above every page of a demonstration.
#[server(prefix = "/ui", endpoint = "clock/ahead", input = GetUrl)]
pub async fn read_ahead() -> Result<Wire<Option<NaiveDate>>, UiError> {
    use crate::door;
    use domain::{calendar::business_date, work::business_now};
    door::actor()?;
    let pool = door::pool()?;
    if domain::clock::offset(&pool).await? == 0 {
        return Wire::of(&None);
    }
    Wire::of(&Some(business_date(business_now(&pool).await?)))
}
