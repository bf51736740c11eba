use crate::{error::UiError, wire::Wire};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde_json::Value;
use std::collections::BTreeMap;

#[server(prefix = "/ui", endpoint = "admin/simulator", input = GetUrl)]
pub async fn read_simulator() -> Result<Wire<Value>, UiError> {
    use crate::door;
    door::actor()?.as_admin()?;
    Wire::of(&door::simulator()?.0.read().await?)
}

/// Changes what is named, as it was typed; the rest stays as it is.
#[server(prefix = "/ui", endpoint = "admin/set-simulator")]
pub async fn set_simulator(#[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), UiError> {
    use super::settings::GROUPS;
    use crate::door;
    use domain::explain::{Explanation, Kind};
    door::actor()?.as_admin()?;
    let simulator = door::simulator()?;
    let mut change = serde_json::Map::new();
    let mut refusal: Option<Explanation> = None;
    for setting in GROUPS.iter().flat_map(|group| group.settings) {
        match typed.get(setting.name).map(|typed| setting.sent(typed)) {
            Some(Ok(value)) => {
                change.insert(setting.name.to_owned(), value);
            }
            Some(Err(sentence)) => {
                let so_far = refusal.take().unwrap_or_else(|| {
                    Explanation::new(Kind::Invalid, "validation_error", "Some of this cannot be read.")
                });
                refusal = Some(so_far.field(setting.name, sentence));
            }
            None => {}
        }
    }
    if let Some(refusal) = refusal {
        return Err(refusal.into());
    }
    simulator.0.write(Value::Object(change)).await?;
    leptos_axum::redirect("/admin/simulator?notice=behaves");
    Ok(())
}

/// Apart from the other settings: what is being typed there is not sent with it.
#[server(prefix = "/ui", endpoint = "admin/set-outage")]
pub async fn set_outage(outage: bool) -> Result<(), UiError> {
    use crate::door;
    door::actor()?.as_admin()?;
    door::simulator()?.0.write(serde_json::json!({ "outage": outage })).await?;
    leptos_axum::redirect("/admin/simulator?notice=behaves");
    Ok(())
}
