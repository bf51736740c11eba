//! One table: what a bank's codes mean for the money, and whether they speak against the bank's health. An answer, an
//! enquiry and a callback are all read by it.

use super::Outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    DidNotMove,
    MayHaveMoved,
}
use Money::{DidNotMove, MayHaveMoved};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    pub money: Money,
    /// Counts for the breaker.
    pub is_failure: bool,
    /// For a person.
    pub sentence: &'static str,
}

impl Class {
    pub const fn new(money: Money, is_failure: bool, sentence: &'static str) -> Class {
        Class { money, is_failure, sentence }
    }

    pub fn outcome(self, code: &str) -> Outcome {
        match self.money {
            DidNotMove => Outcome::Declined { code: code.to_owned(), reason: self.sentence.to_owned() },
            MayHaveMoved => Outcome::Unknown { why: self.sentence.to_owned() },
        }
    }
}

const fn row(money: Money, is_failure: bool, sentence: &'static str) -> Class {
    Class::new(money, is_failure, sentence)
}

pub const PROCESSING: Class = row(MayHaveMoved, false, "The bank is still working on it.");
/// The bank had not seen it, and has promised to refuse it from then on.
pub const NOT_RECEIVED: &str = "not_received";

/// What the bank calls a refusal.
#[rustfmt::skip] // a table
const CODES: [(&str, Class); 14] = [
    ("insufficient_funds",  row(DidNotMove,   false, "The account does not hold enough money.")),
    ("invalid_account",     row(DidNotMove,   false, "The bank does not know this account number or IFSC.")),
    ("account_closed",      row(DidNotMove,   false, "The account has been closed.")),
    ("account_frozen",      row(DidNotMove,   false, "The account is frozen.")),
    ("limit_exceeded",      row(DidNotMove,   false, "The amount is above the bank's limit.")),
    ("invalid_request",     row(DidNotMove,   false, "The bank does not accept such a request.")),
    ("declined",            row(DidNotMove,   false, "The bank declined it.")),
    ("fenced",              row(DidNotMove,   false, "It was called off before the bank had it.")),
    (NOT_RECEIVED,          row(DidNotMove,   false, "The bank never received it, and will not accept it any more.")),
    ("duplicate_reference", row(MayHaveMoved, false, "The bank has something else under this reference.")),
    ("processing",          PROCESSING),
    ("timeout",             row(MayHaveMoved, false, "The bank could not reach the other bank in time.")),
    ("bank_unavailable",    row(MayHaveMoved, true,  "The bank is not available.")),
    ("internal_error",      row(MayHaveMoved, true,  "The bank had an error of its own.")),
];

/// A code that is in no table, from a bank that says plainly that it failed.
const UNKNOWN_CODE: Class = row(DidNotMove, false, "The bank declined it.");

/// Of a code that stands in the table.
pub fn listed(code: &str) -> Option<Class> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, class)| *class)
}

/// Of a transfer that the bank calls failed.
pub fn of_code(code: &str) -> Class {
    listed(code).unwrap_or(UNKNOWN_CODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_a_sentence_for_whatever_code() {
        assert_eq!(of_code("account_closed").sentence, "The account has been closed.");
        assert_eq!(of_code("E-4711"), UNKNOWN_CODE);
        assert_eq!(of_code("processing"), PROCESSING);
        assert!(matches!(of_code(NOT_RECEIVED).outcome(NOT_RECEIVED), Outcome::Declined { .. }));
    }
}
