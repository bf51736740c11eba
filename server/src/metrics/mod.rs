//! What is counted, for whoever watches over us. Every name that the server counts under is in this file; those of
//! commands and postings are in `domain/src/work/meter.rs`. `deploy/metrics.txt` lists them all.

mod page; // /metrics, and who may read it
mod read; // what is asked of the database when somebody reads

pub(crate) use page::{alone, router};

use crate::breaker::State;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

/// From a look into memory to a bank that is slow.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// What was measured is put together so often, also where nobody reads it.
const UPKEEP: Duration = Duration::from_secs(5);

/// One for the process, whatever runs in it.
static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let built = PrometheusBuilder::new().set_buckets(&SECONDS).map(PrometheusBuilder::install_recorder);
    match built {
        Ok(Ok(handle)) => Some(handle),
        Ok(Err(error)) | Err(error) => {
            tracing::error!(%error, "nothing can be counted");
            None
        }
    }
});

/// Begins to count. A second start (tests in one process) keeps the first.
pub(crate) fn start() {
    if LazyLock::force(&RECORDER).is_some() {
        gauge!("kist_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        tokio::spawn(async {
            loop {
                tokio::time::sleep(UPKEEP).await;
                if let Some(recorder) = RECORDER.as_ref() {
                    recorder.run_upkeep();
                }
            }
        });
    }
}

/// Counts a request from its first line to its last.
pub(crate) struct Request {
    started: Instant,
}

impl Request {
    pub(crate) fn begins() -> Request {
        gauge!("kist_http_in_flight").increment(1.0);
        Request { started: Instant::now() }
    }

    /// `route`: as it is written in the router, so that there are as many as there are routes.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16) {
        let route = route.to_owned();
        let status = status.to_string();
        counter!("kist_http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
            .increment(1);
        histogram!("kist_http_request_seconds", "method" => method, "route" => route)
            .record(self.started.elapsed().as_secs_f64());
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        gauge!("kist_http_in_flight").decrement(1.0);
    }
}

pub(crate) fn rate_limited(limit: &'static str) {
    counter!("kist_rate_limited_total", "limit" => limit).increment(1);
}

/// Whether this process counts requests for itself, because Redis is away.
pub(crate) fn rate_limit_fallback(is_away: bool) {
    gauge!("kist_rate_limit_fallback").set(if is_away { 1.0 } else { 0.0 });
}

pub(crate) fn job_ran(kind: &'static str, outcome: &'static str, took: Duration) {
    counter!("kist_job_runs_total", "kind" => kind, "outcome" => outcome).increment(1);
    histogram!("kist_job_seconds", "kind" => kind).record(took.as_secs_f64());
}

pub(crate) fn bank_asked(call: &'static str, outcome: &'static str, started: Instant) {
    counter!("kist_bank_calls_total", "bank" => "bank", "call" => call, "outcome" => outcome).increment(1);
    histogram!("kist_bank_call_seconds", "bank" => "bank", "call" => call)
        .record(started.elapsed().as_secs_f64());
}

pub(crate) fn gateway_asked(
    gateway: &'static str,
    call: &'static str,
    outcome: &'static str,
    started: Instant,
) {
    counter!("kist_gateway_calls_total", "gateway" => gateway, "call" => call, "outcome" => outcome)
        .increment(1);
    histogram!("kist_gateway_call_seconds", "gateway" => gateway, "call" => call)
        .record(started.elapsed().as_secs_f64());
}

pub(crate) fn webhook_delivered(outcome: &'static str) {
    counter!("kist_webhook_deliveries_total", "outcome" => outcome).increment(1);
}

fn breaker(of: &'static str, state: State) {
    let value = match state {
        State::Closed => 0.0,
        State::HalfOpen => 1.0,
        State::Open => 2.0,
    };
    gauge!("kist_breaker_state", "of" => of).set(value);
}
