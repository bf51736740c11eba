//! What is logged, and how: lines for people, or JSON for machines. `RUST_LOG` chooses the detail.

use crate::config::LogFormat;
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error, so that what a command prints stays apart. Once for a process.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx::postgres::notice=error"));
    let colours = stderr().is_terminal();
    let lines = fmt().with_env_filter(filter).with_writer(stderr).with_target(false).with_ansi(colours);
    // A second start (tests in one process) keeps the first.
    let _ = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
