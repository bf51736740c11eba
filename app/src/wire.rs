//! A view on its way from a server function to a screen.

use crate::error::UiError;
use domain::explain::Explanation;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::marker::PhantomData;

/// The JSON of a `T`, read once, where it is shown.
///
/// Whatever `T` is, what carries it (server function, resource, suspense) sees text. So that machinery is
/// compiled once and not once for each view, which is a good part of what a phone has to load.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wire<T> {
    json: String,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Wire<T> {
    pub fn of(view: &T) -> Result<Wire<T>, UiError> {
        let json = serde_json::to_string(view).map_err(|_| Explanation::internal())?;
        Ok(Wire { json, of: PhantomData })
    }
}

impl<T> Wire<T> {
    #[cfg(feature = "ssr")]
    pub(crate) fn into_json(self) -> String {
        self.json
    }
}

pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, UiError> {
    serde_json::from_str(json).map_err(|_| Explanation::internal().into())
}
