//! Other sites' pages cannot act for our visitors: what changes something must come from a page of ours, as
//! the browser tells by `Sec-Fetch-Site` and `Origin`. The API needs none of it, since it takes no cookie
//! for a change.

use crate::rest::problem::Problem;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use domain::explain::{Explanation, Kind};
use tower_http::csrf::{CsrfLayer, ProtectionError};

pub(crate) fn layer() -> CsrfLayer<fn(ProtectionError) -> Response<Body>> {
    CsrfLayer::new().with_rejection_response(refused)
}

fn refused(_: ProtectionError) -> Response<Body> {
    let sentence = "This was sent from another site. Open the page here and send it again.";
    Problem::from(Explanation::new(Kind::Forbidden, "not_authorized", sentence)).into_response()
}
