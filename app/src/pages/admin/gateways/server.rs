use crate::{error::UiError, wire::Wire};
use domain::payment::view::GatewaySwitchView;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A gateway, and how each process that works sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayScreen {
    pub switch: GatewaySwitchView,
    /// Whether this installation can reach it.
    pub is_configured: bool,
    /// The process's name, and its breaker as it last told it.
    pub seen: Vec<(String, Value)>,
}

#[server(prefix = "/ui", endpoint = "admin/gateways", input = GetUrl)]
pub async fn read_gateways() -> Result<Wire<Vec<GatewayScreen>>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let configured = door::gateways();
    let workers = domain::job::pg::alive_workers_seen(&pool, admin).await?;
    let switches = domain::payment::pg::gateways(&pool, admin).await?;
    let screen = |switch: GatewaySwitchView| GatewayScreen {
        is_configured: configured.contains(&switch.name),
        seen: workers
            .iter()
            .filter_map(|(name, breakers)| Some((name.clone(), breakers.get(switch.name.as_str())?.clone())))
            .collect(),
        switch,
    };
    Wire::of(&switches.into_iter().map(screen).collect::<Vec<_>>())
}

/// Counts at once, for the next choice of every process.
#[server(prefix = "/ui", endpoint = "admin/set-gateway")]
pub async fn set_gateway(
    gateway: String,
    #[server(default)] is_enabled: String,
    #[server(default)] weight: String,
    #[server(default)] merchant_id: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, explain::Explanation, gateway::GatewayName, payment::pg::SetGatewayBody};
    let admin = door::actor()?.as_admin()?;
    let name = GatewayName::parse(&gateway).ok_or_else(Explanation::not_found)?;
    let body = SetGatewayBody {
        is_enabled: Raw::typed(&is_enabled),
        weight: Raw::typed(&weight),
        merchant_id: Raw::typed(&merchant_id),
    };
    domain::work::execute(&door::pool()?, &body.parse(admin, name, door::meta())?).await?;
    leptos_axum::redirect("/admin/gateways?notice=switched");
    Ok(())
}
