//! Which payment gateways are chosen, and how often; and what is done about refunds that one refuses. For admins.

use super::{
    answer::{Done, Ends},
    extract::{As, By, Id, Sent},
    problem::Problem,
};
use crate::{breaker::BreakerView, state::Kist};
use axum::{Json, extract::State};
use domain::{
    actor::Admin,
    gateway::GatewayName,
    id::RefundId,
    payment::{
        pg::{CallOffRefund, RetryRefund, SetGatewayBody, gateways},
        view::GatewaySwitchView,
    },
    work::execute,
};
use schemars::JsonSchema;
use serde::Serialize;

/// What is switched, and what this process has seen of it.
#[derive(Serialize, JsonSchema)]
pub(super) struct GatewayNow {
    #[serde(flatten)]
    switch: GatewaySwitchView,
    /// Whether this installation can reach it.
    is_configured: bool,
    /// As this process sees it; each has its own.
    breaker: Option<BreakerView>,
}

pub(super) async fn list(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
) -> Result<Json<Vec<GatewayNow>>, Problem> {
    Ok(Json(all(&kist, admin).await?))
}

pub(super) async fn one(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    Id(name): Id<GatewayName>,
) -> Result<Json<GatewayNow>, Problem> {
    find(&kist, admin, name).await
}

pub(super) async fn change(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(name): Id<GatewayName>,
    Sent(body): Sent<SetGatewayBody>,
) -> Result<Json<GatewayNow>, Problem> {
    execute(&kist.pool, &body.parse(admin, name, meta)?).await?;
    find(&kist, admin, name).await
}

pub(super) async fn retry_refund(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(refund): Id<RefundId>,
) -> Ends<Done> {
    execute(&kist.pool, &RetryRefund { admin, refund, meta }).await?;
    Ok(Done)
}

pub(super) async fn call_off_refund(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(refund): Id<RefundId>,
) -> Ends<Done> {
    execute(&kist.pool, &CallOffRefund { admin, refund, meta }).await?;
    Ok(Done)
}

async fn find(kist: &Kist, admin: Admin, name: GatewayName) -> Result<Json<GatewayNow>, Problem> {
    let found = all(kist, admin).await?.into_iter().find(|one| one.switch.name == name);
    found.map(Json).ok_or_else(Problem::not_found)
}

async fn all(kist: &Kist, admin: Admin) -> Result<Vec<GatewayNow>, Problem> {
    let configured = kist.gateways.configured();
    let mut breakers = kist.gateways.breakers();
    let switches = gateways(&kist.pool, admin).await?;
    let views = switches.into_iter().map(|switch| {
        let place = breakers.iter().position(|(name, _)| *name == switch.name);
        GatewayNow {
            is_configured: configured.contains(&switch.name),
            breaker: place.map(|place| breakers.swap_remove(place).1),
            switch,
        }
    });
    Ok(views.collect())
}
