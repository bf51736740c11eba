//! What Razorpay's error codes and reasons mean (razorpay.com/docs/errors).

use domain::gateway::codes::{
    Class::{Decline, Retry},
    Row,
};

/// By `error_reason`, which is finer than `error_code`.
#[rustfmt::skip] // a table
const REASONS: [Row; 20] = [
    Row::new("insufficient_funds",         Decline, false, "The customer's account does not hold enough money."),
    Row::new("payment_cancelled",          Decline, false, "The customer called it off."),
    Row::new("payment_declined",           Decline, false, "The customer's bank declined it."),
    Row::new("payment_failed",             Decline, false, "The customer's bank declined it."),
    Row::new("payment_timed_out",          Decline, false, "The customer did not confirm it in time."),
    Row::new("payment_risk_check_failed",  Decline, false, "The customer's bank declined it."),
    Row::new("authentication_failed",      Decline, false, "The customer did not confirm it."),
    Row::new("incorrect_otp",              Decline, false, "The customer did not confirm it."),
    Row::new("incorrect_pin",              Decline, false, "The PIN was wrong."),
    Row::new("card_expired",               Decline, false, "The card has expired."),
    Row::new("card_number_invalid",        Decline, false, "The card's number is wrong."),
    Row::new("invalid_vpa",                Decline, false, "There is no such UPI address."),
    Row::new("transaction_limit_exceeded", Decline, false, "The customer's limit is reached."),
    Row::new("gateway_technical_error",    Retry,   true,  "The gateway could not take it."),
    Row::new("bank_technical_error",       Retry,   true,  "The gateway could not reach the customer's bank."),
    Row::new("issuer_technical_error",     Retry,   true,  "The gateway could not reach the customer's bank."),
    Row::new("server_error",               Retry,   true,  "The gateway could not take it."),
    Row::new("payment_method_not_enabled_for_merchant", Retry, false, "The gateway does not take this way of paying."),
    Row::new("called_off",                 Decline, false, "It was called off: nobody paid in time."),
    Row::new("refund_failed",              Decline, false, "The gateway could not give it back."),
];

/// By `error_code`, where the reason is none that we know.
#[rustfmt::skip] // a table
const CODES: [Row; 3] = [
    Row::new("BAD_REQUEST_ERROR", Decline, false, "The gateway declined it."),
    Row::new("GATEWAY_ERROR",     Retry,   true,  "The gateway could not take it."),
    Row::new("SERVER_ERROR",      Retry,   true,  "The gateway could not take it."),
];

const OTHER: Row = Row::new("declined", Decline, false, "The gateway declined it.");
/// Of a request that it did not accept before anything existed.
pub(super) const NOT_ACCEPTED: Row =
    Row::new("not_accepted", Retry, false, "The gateway did not accept the request.");
pub(super) const CALLED_OFF: &str = "called_off";

pub(super) fn of(code: Option<&str>, reason: Option<&str>) -> Row {
    let finer = reason.and_then(|reason| REASONS.into_iter().find(|row| row.code == reason));
    let coarse = || code.and_then(|code| CODES.into_iter().find(|row| row.code == code));
    finer.or_else(coarse).unwrap_or(OTHER)
}
