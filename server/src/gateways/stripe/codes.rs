//! What Stripe's error and decline codes mean (docs.stripe.com/error-codes, docs.stripe.com/declines/codes).

use domain::gateway::codes::{
    Class::{Decline, Retry},
    Row,
};

#[rustfmt::skip] // a table
const CODES: [Row; 26] = [
    Row::new("insufficient_funds",        Decline, false, "The customer's account does not hold enough money."),
    Row::new("card_declined",             Decline, false, "The customer's bank declined it."),
    Row::new("generic_decline",           Decline, false, "The customer's bank declined it."),
    Row::new("do_not_honor",              Decline, false, "The customer's bank declined it."),
    Row::new("transaction_not_allowed",   Decline, false, "The customer's bank does not allow it."),
    Row::new("expired_card",              Decline, false, "The card has expired."),
    Row::new("incorrect_cvc",             Decline, false, "The card's security code is wrong."),
    Row::new("incorrect_number",          Decline, false, "The card's number is wrong."),
    Row::new("lost_card",                 Decline, false, "The customer's bank declined it."),
    Row::new("stolen_card",               Decline, false, "The customer's bank declined it."),
    Row::new("fraudulent",                Decline, false, "The customer's bank declined it."),
    Row::new("card_velocity_exceeded",    Decline, false, "The card's limit is reached."),
    Row::new("withdrawal_count_limit_exceeded", Decline, false, "The card's limit is reached."),
    Row::new("authentication_required",   Decline, false, "The customer's bank asks for a confirmation that was not given."),
    Row::new("payment_intent_authentication_failure", Decline, false, "The customer did not confirm it."),
    Row::new("payment_method_provider_decline", Decline, false, "The customer's bank declined it."),
    Row::new("payment_method_customer_decline", Decline, false, "The customer called it off."),
    Row::new("amount_too_small",          Retry,   false, "The gateway does not take so small an amount."),
    Row::new("amount_too_large",          Retry,   false, "The gateway does not take so large an amount."),
    Row::new("processing_error",          Retry,   true,  "The gateway could not take it."),
    Row::new("issuer_not_available",      Retry,   true,  "The gateway could not reach the customer's bank."),
    Row::new("try_again_later",           Retry,   true,  "The gateway could not reach the customer's bank."),
    Row::new("reenter_transaction",       Retry,   true,  "The gateway could not take it."),
    Row::new("payment_method_provider_timeout", Retry, true, "The gateway could not reach the customer's bank."),
    Row::new("charge_already_refunded",   Decline, false, "The gateway has given all of it back already."),
    Row::new("charge_disputed",           Decline, false, "The customer disputes it with the bank."),
];

/// Of a payment that the gateway calls failed.
const OTHER: Row = Row::new("declined", Decline, false, "The gateway declined it.");
/// Of a request that it did not accept before anything existed.
pub(super) const NOT_ACCEPTED: Row =
    Row::new("not_accepted", Retry, false, "The gateway did not accept the request.");
pub(super) const CANCELED: Row =
    Row::new("canceled", Decline, false, "It was called off: nobody paid in time.");

pub(super) fn of(code: &str) -> Row {
    listed(code).unwrap_or(OTHER)
}

pub(super) fn listed(code: &str) -> Option<Row> {
    CODES.into_iter().find(|row| row.code == code)
}
