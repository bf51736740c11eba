//! Business time, in a demonstration.

use super::{
    extract::{As, By, Sent},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::Admin,
    clock::{ClockBody, ClockView, clock},
    work::execute,
};

pub(super) async fn read(State(kist): State<Kist>, As(admin): As<Admin>) -> Result<Json<ClockView>, Problem> {
    Ok(Json(clock(&kist.pool, admin, kist.config.demo).await?))
}

/// Ahead only. Days that are over by it are ended by their job, at once.
pub(super) async fn advance(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
    By(meta): By,
    Sent(body): Sent<ClockBody>,
) -> Result<Json<ClockView>, Problem> {
    let command = body.parse(admin, kist.config.demo, meta)?;
    execute(&kist.pool, &command).await?;
    Ok(Json(clock(&kist.pool, admin, kist.config.demo).await?))
}
