//! The API. One router, mounted at `/api/v1` and, for the clients that call it so, at `/api`.

mod admin;
mod api_keys;
mod bank_accounts;
mod catalogue; // a router that can list its routes
mod clock; // business time, moved ahead in a demonstration
mod debts; // what is not paid in time, and the ends of days
mod extract; // who is asking, what was sent
mod gateways; // payment gateways, for admins
mod identity;
mod jobs;
mod loans;
mod merchants;
mod notifications; // what a borrower is told
mod page; // lists: filters, limit, cursor, Link
mod payments;
mod payouts;
mod plans; // buy now, pay later
pub(crate) mod problem; // a refusal as HTTP tells it
mod refunds; // asked for by one, decided by another
mod repayments;
mod replay; // answers of commands with an Idempotency-Key
mod simulator; // how the pretend bank behaves
mod statement; // a statement as CSV
mod transfers;
mod users; // people, always masked
mod wallet;
mod webhooks_out;

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
        .get("/users", users::list)
        .get("/users/{user_id}", users::one)
        .patch("/users/{user_id}", users::change)
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
        .get("/bank-accounts", bank_accounts::list)
        .post("/bank-accounts", bank_accounts::add)
        .post("/deposits", transfers::deposit)
        .get("/deposits", transfers::deposits)
        .get("/deposits/{id}", transfers::one_deposit)
        .post("/withdrawals", transfers::withdraw)
        .get("/withdrawals", transfers::withdrawals)
        .get("/withdrawals/{id}", transfers::one_withdrawal)
        .post("/payouts", payouts::request)
        .get("/payouts", payouts::list)
        .get("/payouts/{id}", payouts::one)
        .post("/payments", payments::create)
        .counted(Bucket::Payments)
        .get("/payments", payments::list)
        .get("/payments/{id}", payments::one)
        .post("/payments/{id}/refund", payments::refund)
        .post("/plans", plans::create)
        .get("/plans", plans::list)
        .get("/plans/{id}", plans::one)
        .post("/plans/{id}/cancel", plans::cancel)
        .get("/debt/{user_id}", debts::debt)
        .post("/debt/{user_id}", debts::pay)
        .post("/refunds", refunds::request)
        .get("/refunds", refunds::list)
        .get("/refunds/{id}", refunds::one)
        .post("/refunds/{id}/approve", refunds::approve)
        .post("/refunds/{id}/reject", refunds::reject)
        .post("/refunds/{id}/cancel", refunds::cancel)
        .get("/notifications", notifications::list)
        .post("/notifications/read", notifications::mark_read)
        .get("/balance", merchants::balance)
        .get("/ledger", merchants::ledger)
        .get("/merchants", merchants::list)
        .get("/api-keys", api_keys::list)
        .post("/api-keys", api_keys::create)
        .delete("/api-keys/{id}", api_keys::revoke)
        .get("/webhook-endpoints", webhooks_out::list)
        .post("/webhook-endpoints", webhooks_out::create)
        .patch("/webhook-endpoints/{id}", webhooks_out::change)
        .delete("/webhook-endpoints/{id}", webhooks_out::remove)
        .post("/webhook-endpoints/{id}/rotate", webhooks_out::rotate)
        .get("/webhook-endpoints/{id}/deliveries", webhooks_out::deliveries)
        .post("/webhook-endpoints/{id}/resend", webhooks_out::resend_since)
        .post("/webhook-deliveries/{id}/resend", webhooks_out::resend)
        //
        .get("/admin/proof", admin::proof)
        .get("/admin/audit", admin::audit)
        .get("/admin/jobs", jobs::list)
        .get("/admin/jobs/overview", jobs::overview)
        .get("/admin/jobs/{id}", jobs::one)
        .post("/admin/jobs/{id}/retry", jobs::retry)
        .post("/admin/jobs/{id}/discard", jobs::discard)
        .get("/admin/stuck", jobs::stuck)
        .post("/admin/transfers/{id}/look", jobs::look_now)
        .get("/admin/webhook-deliveries", webhooks_out::every_delivery)
        .get("/admin/discrepancies", jobs::discrepancies)
        .post("/admin/discrepancies/{id}/resolve", jobs::resolve)
        .patch("/admin/merchants/{id}", admin::set_merchant_active)
        .get("/admin/gateways", gateways::list)
        .get("/admin/gateways/{name}", gateways::one)
        .patch("/admin/gateways/{name}", gateways::change)
        .post("/admin/refunds/{id}/retry", gateways::retry_refund)
        .post("/admin/refunds/{id}/call-off", gateways::call_off_refund)
        .get("/admin/clock", clock::read)
        .post("/admin/clock", clock::advance)
        .get("/admin/day-end", debts::day_ends)
        .post("/admin/day-end", debts::end_days)
        .get("/admin/penal-terms", debts::penal_terms)
        .put("/admin/penal-terms/{debt}", debts::set_penal_terms)
        .get("/admin/overdue", debts::overdue)
        .post("/admin/debts/{kind}/{id}/write-off", debts::write_off)
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
pub(crate) fn bucket(method: &Method, matched: &str) -> Option<Bucket> {
    static COUNTED: LazyLock<HashMap<(Method, &str), Bucket>> = LazyLock::new(|| {
        let (_, routes) = routes().into_parts();
        routes.into_iter().filter_map(|route| Some(((route.method, route.path), route.bucket?))).collect()
    });
    let method = if method == Method::HEAD { &Method::GET } else { method };
    BASES.iter().find_map(|base| COUNTED.get(&(method.clone(), matched.strip_prefix(base)?))).copied()
}
