//! Traces, sent by OTLP where a collector is named. One trace for a request and all that it caused: its id is made of the
//! request's id, which jobs carry with them, so that no other column has to travel through every table.

mod export; // to the collector, by HTTP
mod ids; // of traces and spans

pub use export::{Exporting, TraceSettings, start};

use axum::http::HeaderMap;
use ids::Root;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// What the caller's own trace is called, by W3C's Trace Context.
const TRACEPARENT: &str = "traceparent";

/// Makes this span the root of the request's trace. A trace of the caller's is linked, not joined: jobs that the request
/// causes know its id and nothing else.
pub(crate) fn begin(span: &Span, request_id: &str, headers: &HeaderMap) {
    if span.is_disabled() || !export::is_on() {
        return;
    }
    ids::as_root(Root::of(request_id), || {
        // The span gets its ids when it is first asked for them.
        let _ = span.context();
    });
    let callers = headers.get(TRACEPARENT).and_then(|value| read(value.to_str().ok()?));
    if let Some(callers) = callers {
        span.add_link(callers);
    }
}

/// Puts this span below the request that caused it, in another process as well.
pub(crate) fn go_on(span: &Span, request_id: &str) {
    if span.is_disabled() || !export::is_on() {
        return;
    }
    let root = Root::of(request_id);
    let parent = SpanContext::new(root.trace, root.span, TraceFlags::SAMPLED, true, TraceState::default());
    // It fails where the span has begun already: then it is a trace of its own.
    let _ = span.set_parent(Context::new().with_remote_span_context(parent));
}

/// For whoever is asked next: where in which trace we are.
pub(crate) fn traceparent() -> Option<String> {
    if !export::is_on() {
        return None;
    }
    let context = Span::current().context();
    let span = context.span();
    let here = span.span_context();
    here.is_valid()
        .then(|| format!("00-{}-{}-{:02x}", here.trace_id(), here.span_id(), here.trace_flags().to_u8()))
}

fn read(text: &str) -> Option<SpanContext> {
    let mut parts = text.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version == "ff" || trace.len() != 32 || span.len() != 16 || flags.len() != 2 {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let read = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        flags,
        true,
        TraceState::default(),
    );
    read.is_valid().then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_trace_is_read_or_ignored() {
        let known = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(read(known).unwrap().trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        for bad in [
            "",
            "00",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47xx-00f067aa0ba902b7-01",
        ] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }
}
