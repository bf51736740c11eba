use crate::{error::UiError, wire::Wire};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
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

/// What a pretend gateway does with every payment that has no fate of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    Well,
    Declines,
    Refuses,
    Loses,
    Down,
}

impl Mood {
    pub const ALL: [Mood; 5] = [Mood::Well, Mood::Declines, Mood::Refuses, Mood::Loses, Mood::Down];

    pub const fn as_str(self) -> &'static str {
        match self {
            Mood::Well => "well",
            Mood::Declines => "declines",
            Mood::Refuses => "refuses",
            Mood::Loses => "loses",
            Mood::Down => "down",
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Mood::Well => "Takes every payment",
            Mood::Declines => "Declines, as a customer's bank would",
            Mood::Refuses => "Has trouble of its own; another may take it",
            Mood::Loses => "Takes it, and the answer is lost",
            Mood::Down => "Answers nobody",
        }
    }

    /// The one that these settings come nearest to.
    pub fn of(settings: &Value) -> Mood {
        let share = |name: &str| settings.get(name).and_then(Value::as_f64).unwrap_or_default();
        match () {
            () if settings.get("down").and_then(Value::as_bool).unwrap_or_default() => Mood::Down,
            () if share("refuse") > 0.5 => Mood::Refuses,
            () if share("lose_answers") > 0.5 => Mood::Loses,
            () if share("success_rate") < 0.5 => Mood::Declines,
            () => Mood::Well,
        }
    }

    #[cfg(feature = "ssr")]
    fn settings(self) -> Value {
        serde_json::json!({
            "down": self == Mood::Down,
            "refuse": u8::from(self == Mood::Refuses),
            "lose_answers": u8::from(self == Mood::Loses),
            "success_rate": u8::from(self != Mood::Declines),
        })
    }
}

#[server(prefix = "/ui", endpoint = "admin/set-pretend-gateway")]
pub async fn set_pretend_gateway(gateway: String, mood: Mood) -> Result<(), UiError> {
    use crate::door;
    use domain::{explain::Explanation, gateway::GatewayName};
    door::actor()?.as_admin()?;
    let name = GatewayName::parse(&gateway).ok_or_else(Explanation::not_found)?;
    let change = serde_json::json!({ "gateways": { name.as_str(): mood.settings() } });
    door::simulator()?.0.write(change).await?;
    leptos_axum::redirect("/admin/simulator?notice=behaves");
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_mood_is_known_by_its_settings() {
        for mood in Mood::ALL {
            assert_eq!(Mood::of(&mood.settings()), mood);
            assert_eq!(serde_json::to_value(mood).unwrap(), mood.as_str());
        }
    }
}
