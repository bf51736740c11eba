//! A statement as a file: opening balance, every line oldest first, closing balance.

mod csv; // for a spreadsheet
mod pdf; // to be read, printed and filed

use crate::openapi::{Answer, Operation};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{explain::Explanation, wallet::view::StatementView};
use schemars::JsonSchema;
use serde_json::json;
use tokio::sync::Semaphore;

/// A long statement keeps a core busy for a while: so many are made at once in a process, and the others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What a statement can be had as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum Format {
    Csv,
    Pdf,
}

impl Format {
    /// CSV unless something else is asked for.
    pub(super) fn parse(text: Option<&str>) -> Result<Format, Explanation> {
        match text {
            None | Some("csv") => Ok(Format::Csv),
            Some("pdf") => Ok(Format::Pdf),
            Some(_) => Err(Explanation::validation("format", "A statement can be had as csv or as pdf.")),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Pdf => "application/pdf",
        }
    }
}

/// `200` with the file.
pub(super) struct Statement(Response);

impl IntoResponse for Statement {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Answer for Statement {
    fn describe(operation: &mut Operation<'_>) {
        let words = "Opening balance, every line oldest first, closing balance.";
        operation.answer_as(200, words, &["Content-Disposition"], "text/csv", &json!({ "type": "string" }));
        let bytes = json!({ "type": "string", "contentMediaType": "application/pdf" });
        operation.or_as(200, "application/pdf", &bytes);
    }
}

/// The file, made on a thread of its own.
pub(super) async fn file(
    view: StatementView,
    format: Format,
    made: DateTime<Utc>,
) -> Result<Statement, Explanation> {
    let name = format!("kist-statement-{}-to-{}.{}", view.from, view.to, format.name());
    let turn = AT_ONCE.acquire().await.map_err(|_| Explanation::unavailable())?;
    let make = move || {
        // Until it is made, even when nobody waits for it any more.
        let _turn = turn;
        match format {
            Format::Csv => csv::written(&view).map_err(|error| error.to_string()),
            Format::Pdf => pdf::written(&view, made).map_err(|error| error.to_string()),
        }
    };
    let made = tokio::task::spawn_blocking(make).await.unwrap_or_else(|error| Err(error.to_string()));
    let bytes = made.map_err(|error| {
        tracing::error!(error, format = format.name(), "a statement could not be written");
        Explanation::internal()
    })?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(Statement(response))
}
