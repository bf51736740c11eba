//! The API. One router, mounted at `/api/v1` and, for the clients that call it so, at `/api`.

mod admin;
mod answer; // what handlers answer, as types
mod api_keys;
mod asker; // who is asking
mod bank_accounts;
mod catalogue; // a router that can list and describe its routes
mod clock; // business time, moved ahead in a demonstration
mod debts; // what is not paid in time, and the ends of days
mod extract; // what handlers take from a request
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
mod simulator; // how the pretend bank behaves
mod sent; // bodies
mod statement; // a statement as a file
mod transfers;
mod users; // people, always masked
mod wallet;
mod webhooks_out;

use crate::{gate::limits::Bucket, health, state::Kist};
pub(crate) use answer::NextPage;
pub(crate) use asker::Asking;
use axum::{Router, http::Method};
use catalogue::Catalogue;
pub(crate) use catalogue::Route;
use problem::Problem;
pub(crate) use sent::Sent;
use std::{collections::HashMap, sync::LazyLock};

pub(crate) const BASES: [&str; 2] = ["/api/v1", "/api"];

/// Every route that asks who is asking.
fn routes() -> Catalogue {
    let catalogue = money_of_people(people(Catalogue::default()));
    administration(for_servers(purchases(money_of_merchants(catalogue))))
}

fn people(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Identity")
        .post("/auth/register", identity::register, "Register as a borrower or a merchant")
        .says("Makes the wallet, or the merchant with its accounts, in the same transaction. A password has at least 8 characters.")
        .refuses(&["email_taken", "not_authorized"])
        .post("/auth/login", identity::login, "Sign in")
        .says("As JSON, or as the OAuth2 password form. A wrong password and an unknown address are answered alike.")
        .refuses(&["not_authenticated", "otp_required"])
        .counted(Bucket::Login)
        .post("/auth/refresh", identity::refresh, "Exchange a refresh token for the next pair")
        .says("The old one is spent; one that is used again ends all tokens of its sign-in.")
        .refuses(&["not_authenticated"])
        .post("/auth/logout", identity::logout, "Sign out")
        .get("/auth/me", identity::me, "Who is asking")
        .get("/auth/sessions", identity::sessions, "Where one is signed in")
        .delete("/auth/sessions/{id}", identity::revoke, "End one sign-in")
        .get("/auth/second-factor", identity::second_factor, "Whether one has a second factor")
        .post("/auth/second-factor", identity::begin_second_factor, "Make the secret of a second factor")
        .says("For an authenticator (TOTP). It counts for nothing until a code made from it is confirmed.")
        .refuses(&["invalid_state"])
        .post("/auth/second-factor/confirm", identity::confirm_second_factor, "Switch the second factor on, with a code")
        .says("From then on a sign-in needs a code as `otp`; without one it is `401 otp_required`.")
        .refuses(&["invalid_state"])
        .post("/auth/second-factor/remove", identity::remove_second_factor, "Switch the second factor off, with a code")
        .refuses(&["invalid_state"])
        .get("/users", users::list, "People: for an admin everybody, else oneself")
        .says("What is personal is masked, whoever asks.")
        .get("/users/{user_id}", users::one, "One person, masked")
        .patch("/users/{user_id}", users::change, "Change what is known of a person")
        .says("What is left out stays as it is. Of a card the last four digits are kept. `is_active` and `credit_limit` are an admin's to change.")
        .get("/notifications", notifications::list, "What one was told")
        .post("/notifications/read", notifications::mark_read, "Mark all as read")
}

fn money_of_people(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Wallet")
        .get("/wallet/balance", wallet::balance, "What one's wallet holds")
        .counted(Bucket::Balance)
        .get("/wallet/transactions", wallet::transactions, "How one's wallet changed")
        .counted(Bucket::Transactions)
        .get("/wallet/statement", wallet::statement, "A statement as a file")
        .get("/users/{user_id}/balance", wallet::balance_of, "What a person's wallet holds")
        .counted(Bucket::Balance)
        .get("/users/{user_id}/transactions", wallet::transactions_of, "How a person's wallet changed")
        .counted(Bucket::Transactions)
        .about("Loans")
        .post("/loans/calculate-emi", loans::calculate, "What a loan would cost")
        .says("The same arithmetic that books it. `interest_rate` is needed here.")
        .post("/loans/apply", loans::apply, "Apply for a loan")
        .says("At most ₹5,00,000, 1 to 60 months, 0 to 50 % a year, two loans open at once, nothing overdue. Without `interest_rate` it is the product's.")
        .refuses(&["not_eligible"])
        .get("/loans/my-loans", loans::mine, "One's own loans")
        .get("/loans/admin/pending", loans::pending, "Applications, the oldest first")
        .post("/loans/admin/approve", loans::decide, "Approve and pay out, or reject")
        .says("Approving again returns the loan as it is, and pays nothing out twice. Above a set amount two admins must say yes.")
        .refuses(&["invalid_state", "not_found"])
        .get("/loans/{id}", loans::one, "One loan")
        .get("/loans/{id}/schedule", loans::schedule, "Its instalments")
        .get("/loans/{id}/payoff", loans::payoff, "What closes it today")
        .refuses(&["invalid_state"])
        .post("/repayments/make-payment", repayments::make_payment, "Repay from the wallet")
        .says("The key is in the body (`idempotency_key`) or in the header. What is due is covered first: charges, interest, principal, each oldest first.")
        .refuses(&["insufficient_funds", "exceeds_outstanding", "not_found", "invalid_state"])
        .get("/repayments/loan/{loan_id}", repayments::of_loan, "Repayments of one loan")
        .about("Deposits and withdrawals")
        .get("/bank-accounts", bank_accounts::list, "One's accounts at banks, masked")
        .post("/bank-accounts", bank_accounts::add, "Add an account at a bank")
        .says("The number has 9 to 18 digits and is sealed; only its end is ever shown.")
        .post("/deposits", transfers::deposit, "Bring money into one's wallet")
        .says("`pending`, `processing`, then `success` or `failed`. Nothing is credited before the bank says success.")
        .get("/deposits", transfers::deposits, "Deposits")
        .get("/deposits/{id}", transfers::one_deposit, "One deposit, with its events")
        .post("/withdrawals", transfers::withdraw, "Have money paid to one's bank")
        .says("The amount is held at once; it comes back if the bank declines.")
        .refuses(&["insufficient_funds", "not_found"])
        .get("/withdrawals", transfers::withdrawals, "Withdrawals")
        .get("/withdrawals/{id}", transfers::one_withdrawal, "One withdrawal, with its events")
}

fn money_of_merchants(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Merchants")
        .post("/payouts", payouts::request, "Pay a merchant's money out to its bank")
        .says("The amount is held in the same transaction; it comes back if the bank declines.")
        .refuses(&["insufficient_funds", "merchant_disabled"])
        .get("/payouts", payouts::list, "Payouts")
        .get("/payouts/{id}", payouts::one, "One payout, with its events")
        .get("/balance", merchants::balance, "What a merchant holds")
        .get("/ledger", merchants::ledger, "How what is available changed")
        .get("/merchants", merchants::list, "Merchants: for an admin all, else one's own")
        .about("Payments")
        .post("/payments", payments::create, "Ask a customer for a payment")
        .says("Without `return_url` it is charged at once in the background; with it the customer pays at `checkout_url`.")
        .refuses(&["unsupported_currency", "merchant_disabled"])
        .counted(Bucket::Payments)
        .get("/payments", payments::list, "Payments")
        .get("/payments/{id}", payments::one, "One payment, with its tries, events and refunds")
        .post("/payments/{id}/refund", payments::refund, "Give a payment back, or a part of it")
        .says("Without key and body all that is left, once; with an `amount` the key is needed.")
        .refuses(&["exceeds_refundable", "insufficient_funds", "invalid_state"])
}

fn purchases(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Buy now, pay later")
        .post("/plans", plans::create, "Buy in instalments")
        .says("2 to 12 instalments, 30 days apart, that add up to the total. An admin says whose it is with `user_id`.")
        .refuses(&["debt_user", "over_credit_limit", "merchant_disabled", "invalid_state", "not_found", "insufficient_funds"])
        .get("/plans", plans::list, "Plans")
        .get("/plans/{id}", plans::one, "One plan, with its instalments")
        .post("/plans/{id}/cancel", plans::cancel, "Cancel a plan while nothing is paid")
        .refuses(&["invalid_state"])
        .get("/debt/{user_id}", debts::debt, "What is overdue, of loans and plans")
        .post("/debt/{user_id}", debts::pay, "Pay instalments from the wallet")
        .refuses(&["insufficient_funds", "invalid_state"])
        .about("Refunds")
        .post("/refunds", refunds::request, "Ask for money back")
        .says("`transaction_id` is a payment or a plan. What is open and done never exceeds what was paid or financed.")
        .refuses(&["exceeds_refundable", "invalid_state", "not_found"])
        .get("/refunds", refunds::list, "Refunds")
        .get("/refunds/{id}", refunds::one, "One refund")
        .post("/refunds/{id}/approve", refunds::approve, "Approve it")
        .says("The merchant or an admin. Approving again returns it as it is.")
        .refuses(&["invalid_state", "insufficient_funds"])
        .post("/refunds/{id}/reject", refunds::reject, "Reject it, with a reason")
        .refuses(&["invalid_state"])
        .post("/refunds/{id}/cancel", refunds::cancel, "Call one's own request off")
        .refuses(&["invalid_state"])
}

fn for_servers(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Keys and webhooks")
        .get("/api-keys", api_keys::list, "Keys of a merchant's servers")
        .post("/api-keys", api_keys::create, "Make a key")
        .says("The only answer that has the key in it. Without `scopes`: `payments` and `read`.")
        .refuses(&["invalid_state"])
        .delete("/api-keys/{id}", api_keys::revoke, "Revoke a key")
        .get("/webhook-endpoints", webhooks_out::list, "Where a merchant is told what happened")
        .post("/webhook-endpoints", webhooks_out::create, "Add an address")
        .says("The secret that signs is in this answer, and in that of a rotation, and in no other. Events: names, or `*`.")
        .refuses(&["invalid_state"])
        .patch("/webhook-endpoints/{id}", webhooks_out::change, "Change or pause an address")
        .delete("/webhook-endpoints/{id}", webhooks_out::remove, "Remove an address")
        .post("/webhook-endpoints/{id}/rotate", webhooks_out::rotate, "Make a new secret")
        .says("The one before signs as well for a day.")
        .get("/webhook-endpoints/{id}/deliveries", webhooks_out::deliveries, "What was sent there")
        .post("/webhook-endpoints/{id}/resend", webhooks_out::resend_since, "Send what happened since again")
        .refuses(&["invalid_state"])
        .post("/webhook-deliveries/{id}/resend", webhooks_out::resend, "Send one again")
        .refuses(&["invalid_state"])
}

fn administration(catalogue: Catalogue) -> Catalogue {
    catalogue
        .about("Administration")
        .get("/admin/proof", admin::proof, "Recompute the ledger")
        .get("/admin/audit", admin::audit, "Who did what")
        .get("/admin/jobs", jobs::list, "What is done in the background")
        .get("/admin/jobs/overview", jobs::overview, "Queues, workers and periodic jobs in figures")
        .get("/admin/jobs/{id}", jobs::one, "One job, with its tries")
        .post("/admin/jobs/{id}/retry", jobs::retry, "Run a dead job again")
        .refuses(&["invalid_state"])
        .post("/admin/jobs/{id}/discard", jobs::discard, "Give a dead job up")
        .refuses(&["invalid_state"])
        .get("/admin/stuck", jobs::stuck, "Transfers that wait for the bank too long")
        .post("/admin/transfers/{id}/look", jobs::look_now, "Ask the bank now")
        .refuses(&["invalid_state"])
        .get("/admin/webhook-deliveries", webhooks_out::every_delivery, "What merchants were told")
        .get(
            "/admin/discrepancies",
            jobs::discrepancies,
            "Where somebody says something else than is recorded",
        )
        .post("/admin/discrepancies/{id}/resolve", jobs::resolve, "Write down how it was resolved")
        .refuses(&["invalid_state"])
        .patch("/admin/merchants/{id}", admin::set_merchant_active, "Switch a merchant on or off")
        .get("/admin/gateways", gateways::list, "Payment gateways")
        .get("/admin/gateways/{name}", gateways::one, "One gateway")
        .patch("/admin/gateways/{name}", gateways::change, "Switch a gateway, or weigh it")
        .post("/admin/refunds/{id}/retry", gateways::retry_refund, "Send a refused refund again")
        .refuses(&["invalid_state"])
        .post("/admin/refunds/{id}/call-off", gateways::call_off_refund, "Call a refused refund off")
        .refuses(&["invalid_state"])
        .get("/admin/clock", clock::read, "What time it is")
        .post("/admin/clock", clock::advance, "Move business time ahead, in a demonstration")
        .get("/admin/day-end", debts::day_ends, "How far the ends of days have come")
        .post("/admin/day-end", debts::end_days, "End the days that are over now")
        .get("/admin/penal-terms", debts::penal_terms, "What being late costs")
        .put("/admin/penal-terms/{debt}", debts::set_penal_terms, "Set what being late costs")
        .get("/admin/overdue", debts::overdue, "Who is overdue")
        .post("/admin/debts/{kind}/{id}/write-off", debts::write_off, "Write a debt off")
        .refuses(&["invalid_state"])
        .get("/admin/simulator", simulator::read, "How the pretend bank behaves")
        .refuses(&["not_found"])
        .put("/admin/simulator", simulator::change, "Change how the pretend bank behaves")
        .says("Of a demonstration alone. What is not named stays as it is.")
        .refuses(&["not_found"])
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

/// Every route, for the document.
pub(crate) fn described() -> Vec<Route> {
    routes().into_parts().1
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
