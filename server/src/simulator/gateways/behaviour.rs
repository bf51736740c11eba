//! How each pretend gateway behaves: settings that can be changed while it runs.

use crate::simulator::Rate;
use domain::gateway::GatewayName;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

const DELAY_MS_MAX: u32 = 600_000;

/// A field that is not sent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayBehaviour {
    /// Every request is answered with 503, and takes nothing.
    pub down: bool,
    /// Of the payments that meet no trouble; the others are declined by the customer's bank.
    pub success_rate: Rate,
    pub delay_ms_min: u32,
    pub delay_ms_max: u32,
    /// Taken, and the connection dropped.
    pub lose_answers: Rate,
    /// The gateway itself cannot take it, and says so; another may.
    pub refuse: Rate,
    /// How long an answer is held that is meant to come too late.
    pub hold_ms: u32,
    pub webhooks: Webhooks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Webhooks {
    Once,
    /// Twice, and the later event first.
    Twice,
    Never,
    /// Before the answer to the request.
    BeforeAnswer,
}

impl Default for GatewayBehaviour {
    fn default() -> GatewayBehaviour {
        let rate = |text: &str| text.parse().unwrap_or_default();
        GatewayBehaviour {
            down: false,
            success_rate: rate("1"),
            delay_ms_min: 100,
            delay_ms_max: 800,
            lose_answers: rate("0"),
            refuse: rate("0"),
            hold_ms: 60_000,
            webhooks: Webhooks::Once,
        }
    }
}

/// Of all of them, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GatewayBehaviours(BTreeMap<GatewayName, GatewayBehaviour>);

impl Default for GatewayBehaviours {
    fn default() -> GatewayBehaviours {
        GatewayBehaviours(
            GatewayName::ALL.into_iter().map(|name| (name, GatewayBehaviour::default())).collect(),
        )
    }
}

impl GatewayBehaviours {
    pub fn of(&self, name: GatewayName) -> GatewayBehaviour {
        self.0.get(&name).cloned().unwrap_or_default()
    }

    /// All alike, for tests.
    pub fn all(behaviour: &GatewayBehaviour) -> GatewayBehaviours {
        GatewayBehaviours(GatewayName::ALL.into_iter().map(|name| (name, behaviour.clone())).collect())
    }

    /// With the fields of `change` instead of these, `{"stripe": {"down": true}}`; or a sentence about what is wrong with it.
    pub(crate) fn changed(&self, change: &Value) -> Result<GatewayBehaviours, String> {
        let change = change.as_object().ok_or("The settings of gateways are a JSON object.")?;
        let mut all = self.clone();
        for (name, fields) in change {
            let known = GatewayName::parse(name).and_then(|name| all.0.get_mut(&name));
            let behaviour = known.ok_or_else(|| format!("There is no gateway {name}."))?;
            let fields = fields.as_object().ok_or("The settings of a gateway are a JSON object.")?;
            let mut changed = serde_json::to_value(&*behaviour).map_err(|error| error.to_string())?;
            if let Some(changed) = changed.as_object_mut() {
                changed.extend(fields.clone());
            }
            let changed: GatewayBehaviour = serde_json::from_value(changed)
                .map_err(|error| format!("The settings of {name} cannot be read: {error}."))?;
            if changed.delay_ms_min > changed.delay_ms_max {
                return Err("delay_ms_min is more than delay_ms_max.".to_owned());
            }
            if changed.delay_ms_max > DELAY_MS_MAX || changed.hold_ms > DELAY_MS_MAX {
                return Err(format!("No delay is longer than {DELAY_MS_MAX} ms."));
            }
            *behaviour = changed;
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_touches_only_what_it_names() {
        let before = GatewayBehaviours::default();
        let after = before.changed(&json!({ "stripe": { "down": true, "success_rate": 0.5 } })).unwrap();
        assert!(after.of(GatewayName::Stripe).down && !after.of(GatewayName::Razorpay).down);
        assert_eq!(before.changed(&json!({})), Ok(before.clone()));
        for bad in [
            json!([]),
            json!({ "paypal": {} }),
            json!({ "stripe": true }),
            json!({ "stripe": { "up": true } }),
            json!({ "stripe": { "delay_ms_min": 1_000_000 } }),
            json!({ "stripe": { "webhooks": "often" } }),
        ] {
            assert!(before.changed(&bad).is_err(), "{bad}");
        }
    }
}
