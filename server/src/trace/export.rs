//! Spans on their way to the collector: in the background, many at once; where it does not answer, they are dropped.

use super::ids::Ids;
use async_trait::async_trait;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};
use reqwest::{Client, Url, redirect::Policy};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::runtime::Handle;

const AT_MOST: Duration = Duration::from_secs(5);

static IS_ON: AtomicBool = AtomicBool::new(false);

/// Where traces go, and how many of a hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceSettings {
    pub collector: Url,
    pub percent: u8,
}

/// Sends what is left when it is told to stop.
pub struct Exporting(SdkTracerProvider);

/// Whether traces are sent anywhere.
pub(super) fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Must be called within the runtime whose tasks send the spans.
pub fn start(settings: &TraceSettings) -> anyhow::Result<(SdkTracer, Exporting)> {
    let client = Client::builder().timeout(AT_MOST).redirect(Policy::none()).no_proxy().build()?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender { client, runtime: Handle::current() })
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(traces_at(&settings.collector))
        .with_timeout(AT_MOST)
        .build()?;
    let service = Resource::builder()
        .with_service_name("kist")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_id_generator(Ids::default())
        // By the trace's id, which is the request's: all processes choose the same ones.
        .with_sampler(Sampler::TraceIdRatioBased(share(settings.percent)))
        .with_resource(service)
        .build();
    IS_ON.store(true, Ordering::Relaxed);
    Ok((provider.tracer("kist"), Exporting(provider)))
}

impl Exporting {
    /// Waits for a moment, so not where others wait for this thread.
    pub fn stop(&self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

#[expect(clippy::float_arithmetic, reason = "a share of traces, and no money")]
fn share(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

/// As the collector's documentation names it: a base, or the whole address.
fn traces_at(collector: &Url) -> String {
    let base = collector.as_str().trim_end_matches('/');
    if base.ends_with("/v1/traces") { base.to_owned() } else { format!("{base}/v1/traces") }
}

/// The exporter has a thread of its own; what it sends is sent by the runtime.
#[derive(Debug)]
struct Sender {
    client: Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sending = self.runtime.spawn(async move {
            let (parts, body) = request.into_parts();
            let url = Url::parse(&parts.uri.to_string())?;
            let request = client.request(parts.method, url).headers(parts.headers).body(body);
            let mut answer = request.send().await?;
            let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
            let mut response = Response::new(answer.bytes().await?);
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok::<_, HttpError>(response)
        });
        sending.await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_collector_may_be_named_either_way() {
        let check =
            |text: &str| assert_eq!(traces_at(&text.parse().unwrap()), "http://c:4318/v1/traces", "{text}");
        check("http://c:4318");
        check("http://c:4318/");
        check("http://c:4318/v1/traces");
    }
}
