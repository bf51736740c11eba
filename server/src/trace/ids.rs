//! Ids of traces and spans: by chance, but for a request's, which are made of its id.

use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};
use sha2::{Digest, Sha256};
use std::cell::Cell;

/// The first span of a request's trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) trace: TraceId,
    pub(super) span: SpanId,
}

impl Root {
    pub(super) fn of(request_id: &str) -> Root {
        let digest = Sha256::digest(request_id.as_bytes());
        let (mut trace, mut span) = ([0; 16], [0; 8]);
        for (to, from) in trace.iter_mut().chain(&mut span).zip(digest) {
            *to = from;
        }
        Root { trace: TraceId::from_bytes(trace), span: SpanId::from_bytes(span) }
    }
}

thread_local! {
    static NEXT: Cell<Option<Root>> = const { Cell::new(None) };
}

/// A span that gets its ids in here becomes that root.
pub(super) fn as_root(root: Root, begin: impl FnOnce()) {
    NEXT.set(Some(root));
    begin();
    NEXT.set(None);
}

#[derive(Clone, Debug, Default)]
pub(super) struct Ids(RandomIdGenerator);

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        NEXT.get().map_or_else(|| self.0.new_trace_id(), |root| root.trace)
    }

    fn new_span_id(&self) -> SpanId {
        NEXT.get().map_or_else(|| self.0.new_span_id(), |root| root.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_is_one_trace() {
        let root = Root::of("req-1");
        assert_eq!(root, Root::of("req-1"));
        assert_ne!(root.trace, Root::of("req-2").trace);
        let ids = Ids::default();
        as_root(root, || assert_eq!((ids.new_trace_id(), ids.new_span_id()), (root.trace, root.span)));
        assert_ne!(ids.new_trace_id(), root.trace);
    }
}
