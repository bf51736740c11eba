//! For admins of a demonstration: how the pretend bank behaves. Elsewhere there is nothing here.

use super::{
    extract::{As, Sent},
    problem::Problem,
};
use crate::{banks::Control, state::Kist};
use axum::{Json, extract::State};
use domain::actor::Admin;
use serde_json::{Map, Value};

pub(super) async fn read(
    State(kist): State<Kist>,
    As(_admin): As<Admin>,
) -> Result<Json<Map<String, Value>>, Problem> {
    Ok(Json(object(control(&kist)?.get().await?)))
}

/// What is not named stays as it is.
pub(super) async fn change(
    State(kist): State<Kist>,
    As(_admin): As<Admin>,
    Sent(change): Sent<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, Problem> {
    Ok(Json(object(control(&kist)?.put(&Value::Object(change)).await?)))
}

fn object(settings: Value) -> Map<String, Value> {
    match settings {
        Value::Object(fields) => fields,
        other => Map::from_iter([("settings".to_owned(), other)]),
    }
}

fn control(kist: &Kist) -> Result<&Control, Problem> {
    kist.banks.control().ok_or_else(Problem::not_found)
}
