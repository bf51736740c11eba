//! The settings of the pretend bank, changed while it runs. They live there: this is a way to them.

use super::http::{address, client};
use crate::config::BankSettings;
use domain::explain::{Explain, Explanation, Kind};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::time::Duration;

/// It answers these at once, whatever it does to transfers.
const TIME_LIMIT: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Control {
    client: Client,
    address: Url,
    key: SecretString,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// The bank is none that can be told how to behave.
    #[error("there is no pretend bank")]
    None,
    #[error("{0}")]
    Refused(String),
    #[error("the pretend bank does not answer")]
    Away,
}

impl Control {
    pub(super) fn new(base: Url, settings: &BankSettings) -> anyhow::Result<Control> {
        let address = address(&base, &["control"]);
        Ok(Control { client: client(TIME_LIMIT)?, address, key: settings.api_key.clone() })
    }

    pub async fn get(&self) -> Result<Value, ControlError> {
        self.ask(self.client.get(self.address.clone())).await
    }

    /// Changes what is named in `change`, and returns all.
    pub async fn put(&self, change: &Value) -> Result<Value, ControlError> {
        self.ask(self.client.put(self.address.clone()).json(change)).await
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, ControlError> {
        let away = |_| ControlError::Away;
        let answer = request.bearer_auth(self.key.expose_secret()).send().await.map_err(away)?;
        let status = answer.status();
        if status == StatusCode::NOT_FOUND {
            return Err(ControlError::None);
        }
        let body: Value = answer.json().await.map_err(away)?;
        match (status, body.get("message").and_then(Value::as_str)) {
            (StatusCode::OK, _) => Ok(body),
            (StatusCode::BAD_REQUEST, Some(sentence)) => Err(ControlError::Refused(sentence.to_owned())),
            _ => Err(ControlError::Away),
        }
    }
}

impl Explain for ControlError {
    fn explain(&self) -> Explanation {
        match self {
            ControlError::None => Explanation::not_found(),
            ControlError::Refused(sentence) => Explanation::new(Kind::Invalid, "validation_error", sentence),
            ControlError::Away => Explanation::unavailable(),
        }
    }
}
