//! The API. One router, mounted at `/api/v1` and, for the clients that call it so, at `/api`.

mod admin;
mod catalogue; // a router that can list its routes
mod extract; // who is asking, what was sent
mod identity;
mod loans;
mod page; // lists: filters, limit, cursor, Link
pub(crate) mod problem; // a refusal as HTTP tells it
mod repayments;
mod simulator; // how the pretend bank behaves
mod statement; // a statement as CSV
mod wallet;

use crate::{gate::limits::Bucket, health, state::Kist};
use axum::{Router, http::Method};
use catalogue::Catalogue;
use problem::Problem;
use std::{collections::HashMap, sync::LazyLock};

pub(crate) const BASES: [&str; 2] = ["/api/v1", "/api"];

/// Every route that asks who is asking.
fn routes() -> Catalogue {
    Catalogue::default()
        .post("/auth/register", identity::register)
        .post("/auth/login", identity::login)
        .counted(Bucket::Login)
        .post("/auth/refresh", identity::refresh)
        .post("/auth/logout", identity::logout)
        .get("/auth/me", identity::me)
        .get("/auth/sessions", identity::sessions)
        .delete("/auth/sessions/{id}", identity::revoke)
        //
        .get("/wallet/balance", wallet::balance)
        .counted(Bucket::Balance)
        .get("/wallet/transactions", wallet::transactions)
        .counted(Bucket::Transactions)
        .get("/wallet/statement", wallet::statement)
        .get("/users/{user_id}/balance", wallet::balance_of)
        .counted(Bucket::Balance)
        .get("/users/{user_id}/transactions", wallet::transactions_of)
        .counted(Bucket::Transactions)
        //
        .post("/loans/calculate-emi", loans::calculate)
        .post("/loans/apply", loans::apply)
        .get("/loans/my-loans", loans::mine)
        .get("/loans/admin/pending", loans::pending)
        .post("/loans/admin/approve", loans::decide)
        .get("/loans/{id}", loans::one)
        .get("/loans/{id}/schedule", loans::schedule)
        .get("/loans/{id}/payoff", loans::payoff)
        //
        .post("/repayments/make-payment", repayments::make_payment)
        .get("/repayments/loan/{loan_id}", repayments::of_loan)
        //
        .get("/admin/proof", admin::proof)
        .get("/admin/audit", admin::audit)
        .get("/admin/simulator", simulator::read)
        .put("/admin/simulator", simulator::change)
}

/// The API under one of its bases, without the gate.
pub(crate) fn router() -> Router<Kist> {
    let (router, _) = routes().into_parts();
    router
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
}

/// What stands beside it and asks nobody who they are.
pub(crate) fn open_router() -> Router<Kist> {
    Router::new().route("/health", axum::routing::get(health::health))
}

/// Every route as method and path, relative to a base: for tests that must not forget one.
pub fn list() -> Vec<(Method, &'static str)> {
    routes().into_parts().1.into_iter().map(|route| (route.method, route.path)).collect()
}

/// The limit of its own that the matched route has.
pub(crate) fn bucket(matched: &str) -> Option<Bucket> {
    static COUNTED: LazyLock<HashMap<&str, Bucket>> = LazyLock::new(|| {
        let (_, routes) = routes().into_parts();
        routes.into_iter().filter_map(|route| Some((route.path, route.bucket?))).collect()
    });
    BASES.iter().find_map(|base| COUNTED.get(matched.strip_prefix(base)?)).copied()
}
