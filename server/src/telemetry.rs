//! What is logged and traced, and how: lines for people, or JSON for machines; `RUST_LOG` chooses the detail of both.

use crate::{
    config::LogFormat,
    trace::{self, Exporting, TraceSettings},
};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Lives as long as the process: dropped, it sends what is left.
pub struct Telemetry(Option<Exporting>);

/// Starts logging to standard error, so that what a command prints stays apart. Once for a process; within the
/// runtime, where traces are sent.
pub fn start(format: LogFormat, traces: Option<&TraceSettings>) -> anyhow::Result<Telemetry> {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx::postgres::notice=error,opentelemetry_sdk=warn"));
    let colours = stderr().is_terminal();
    let lines = fmt::layer().with_writer(stderr).with_target(false).with_ansi(colours);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let (traced, exporting) = match traces {
        Some(settings) => {
            let (tracer, exporting) = trace::start(settings)?;
            (Some(tracing_opentelemetry::layer().with_tracer(tracer)), Some(exporting))
        }
        None => (None, None),
    };
    // A second start (tests in one process) keeps the first.
    let _ = Registry::default().with(lines.and_then(traced)).with(filter).try_init();
    Ok(Telemetry(exporting))
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(exporting) = &self.0 {
            exporting.stop();
        }
    }
}
