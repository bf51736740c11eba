//! `GET /metrics`, as Prometheus reads it: from this machine, or with `METRICS_TOKEN`.

use super::{RECORDER, read::refresh};
use crate::{
    health,
    rest::problem::{self, Problem},
    state::Kist,
};
use axum::{
    Extension, Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::explain::Explanation;
use secrecy::ExposeSecret;
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(crate) fn router() -> Router<Kist> {
    Router::new().route("/metrics", get(metrics))
}

/// For a process that answers nobody else (`kist work`): the instruments and the probes.
pub(crate) fn alone(kist: Kist) -> Router {
    Router::new().merge(router()).merge(health::router()).layer(from_fn(problem::tell)).with_state(kist)
}

async fn metrics(
    State(kist): State<Kist>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_near = peer.is_some_and(|Extension(ConnectInfo(peer))| is_near(peer, &headers));
    if !is_near && !has_token(&kist, &headers) {
        // Whoever has no business here need not learn that there is something.
        return Err(Explanation::not_found().into());
    }
    refresh(&kist).await;
    let text =
        RECORDER.as_ref().map(metrics_exporter_prometheus::PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, PROMETHEUS)], text).into_response())
}

/// A proxy on this machine speaks for others: then its peer is not who asks.
fn is_near(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let speaks_for_others = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
    peer.ip().to_canonical().is_loopback()
        && !speaks_for_others.iter().any(|name| headers.contains_key(*name))
}

fn has_token(kist: &Kist, headers: &HeaderMap) -> bool {
    let Some(token) = &kist.config.metrics_token else { return false };
    let brought =
        headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    brought.is_some_and(|brought| bool::from(brought.ct_eq(token.expose_secret().as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_by_a_proxy_is_not_near() {
        let check = |peer: &str, header: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(header) = header {
                headers.insert(header, "203.0.113.7".parse().unwrap());
            }
            is_near(peer.parse().unwrap(), &headers)
        };
        assert!(
            check("127.0.0.1:5000", None)
                && check("[::1]:5000", None)
                && check("[::ffff:127.0.0.1]:5000", None)
        );
        assert!(
            !check("127.0.0.1:5000", Some("x-forwarded-for")) && !check("127.0.0.1:5000", Some("forwarded"))
        );
        assert!(!check("10.0.0.7:5000", None));
    }
}
