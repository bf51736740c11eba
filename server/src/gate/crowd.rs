//! So many requests at once. Whoever comes on top of that is told to come again, instead of waiting where nobody gets on.

use crate::{rest::problem::Problem, state::Kist};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::explain::Explanation;

pub(crate) async fn admit(State(kist): State<Kist>, request: Request, next: Next) -> Response {
    let Ok(_place) = kist.places.try_acquire() else {
        return Problem::from(Explanation::unavailable()).into_response();
    };
    next.run(request).await
}
