//! Takes traces as a collector does (OTLP over HTTP), and webhooks as a merchant's server does.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value as Any, trace::v1::Span,
};
use prost::Message;
use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

#[derive(Clone, Default)]
pub struct Collector {
    address: Option<SocketAddr>,
    spans: Arc<Mutex<Vec<Span>>>,
    hooks: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

/// What the test looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    pub trace: Vec<u8>,
    pub id: Vec<u8>,
    pub parent: Vec<u8>,
}

impl Collector {
    pub async fn start() -> Collector {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let collector = Collector { address: listener.local_addr().ok(), ..Collector::default() };
        let app = Router::new()
            .route("/v1/traces", post(traces))
            .route("/hook", post(hook))
            .layer(DefaultBodyLimit::disable())
            .with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        collector
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address.expect("it listens"))
    }

    pub fn hooks(&self) -> Vec<(HeaderMap, Value)> {
        self.hooks.lock().expect("nobody fails while holding it").clone()
    }

    /// All spans of the trace in which a span has this request's id.
    pub fn spans_of(&self, request: &str) -> Vec<Seen> {
        let spans = self.spans.lock().expect("nobody fails while holding it");
        let is_of = |span: &&Span| {
            span.attributes.iter().any(|attribute| {
                let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
                attribute.key == "request_id"
                    && matches!(value, Some(Any::StringValue(text)) if text == request)
            })
        };
        let Some(trace) = spans.iter().find(is_of).map(|span| span.trace_id.clone()) else {
            return Vec::new();
        };
        let seen = |span: &Span| Seen {
            name: span.name.clone(),
            trace: span.trace_id.clone(),
            id: span.span_id.clone(),
            parent: span.parent_span_id.clone(),
        };
        spans.iter().filter(|span| span.trace_id == trace).map(seen).collect()
    }
}

async fn traces(State(collector): State<Collector>, body: Bytes) {
    let sent = ExportTraceServiceRequest::decode(body).expect("OTLP");
    let spans = sent.resource_spans.into_iter().flat_map(|it| it.scope_spans).flat_map(|it| it.spans);
    collector.spans.lock().expect("nobody fails while holding it").extend(spans);
}

async fn hook(State(collector): State<Collector>, headers: HeaderMap, Json(body): Json<Value>) {
    collector.hooks.lock().expect("nobody fails while holding it").push((headers, body));
}
