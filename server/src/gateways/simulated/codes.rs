//! What the pretend gateway's codes mean.

use domain::gateway::codes::{
    Class::{Decline, Retry},
    Row,
};

#[rustfmt::skip] // a table
const CODES: [Row; 8] = [
    Row::new("insufficient_funds", Decline, false, "The customer's account does not hold enough money."),
    Row::new("card_declined",      Decline, false, "The customer's bank declined it."),
    Row::new("cancelled",          Decline, false, "The customer called it off."),
    Row::new("called_off",         Decline, false, "It was called off: nobody paid in time."),
    Row::new("gateway_error",      Retry,   true,  "The gateway could not take it."),
    Row::new("bank_unavailable",   Retry,   true,  "The gateway could not reach the customer's bank."),
    Row::new("refund_refused",     Decline, false, "The gateway does not give this back."),
    Row::new("not_paid",           Decline, false, "The gateway has not taken this."),
];

const OTHER: Row = Row::new("declined", Decline, false, "The gateway declined it.");

pub(super) fn of(code: &str) -> Row {
    CODES.into_iter().find(|row| row.code == code).unwrap_or(OTHER)
}
