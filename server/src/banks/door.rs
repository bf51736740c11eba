//! The pretend bank's settings as the app's pages reach them.

use super::Control;
use app::{
    door::{BoxFuture, SimulatorControl},
    error::UiError,
};
use domain::explain::Explain;
use serde_json::Value;

impl SimulatorControl for Control {
    fn read(&self) -> BoxFuture<'_, Result<Value, UiError>> {
        Box::pin(async { self.get().await.map_err(|why| why.explain().into()) })
    }

    fn write(&self, settings: Value) -> BoxFuture<'_, Result<Value, UiError>> {
        Box::pin(async move { self.put(&settings).await.map_err(|why| why.explain().into()) })
    }
}
