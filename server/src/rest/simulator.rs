//! For admins of a demonstration: how the pretend bank behaves. Elsewhere there is nothing here.

use super::{
    extract::{As, Sent},
    problem::Problem,
};
use crate::{banks::Control, state::Kist};
use axum::{Json, extract::State};
use domain::actor::Admin;
use serde_json::{Map, Value};

pub(super) async fn read(State(kist): State<Kist>, As(_admin): As<Admin>) -> Result<Json<Value>, Problem> {
    Ok(Json(control(&kist)?.get().await?))
}

/// What is not named stays as it is.
pub(super) async fn change(
    State(kist): State<Kist>,
    As(_admin): As<Admin>,
    Sent(change): Sent<Map<String, Value>>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(control(&kist)?.put(&Value::Object(change)).await?))
}

fn control(kist: &Kist) -> Result<&Control, Problem> {
    kist.banks.control().ok_or_else(Problem::not_found)
}
