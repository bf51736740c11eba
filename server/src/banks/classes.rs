//! One table: what an answer of a bank means for the money, and whether it speaks against the bank's health.
//!
//! The rule behind it: only what the bank itself says of this transfer is a "no". Whatever else came back,
//! the money may have moved, and only an enquiry tells.

use domain::bank::Outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Money {
    DidNotMove,
    MayHaveMoved,
}
use Money::{DidNotMove, MayHaveMoved};

/// A row of the tables below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) money: Money,
    /// Counts for the breaker.
    pub(super) is_failure: bool,
    /// For a person.
    pub(super) sentence: &'static str,
}

const fn row(money: Money, is_failure: bool, sentence: &'static str) -> Class {
    Class { money, is_failure, sentence }
}

pub(super) const TIMEOUT: Class = row(MayHaveMoved, true, "The bank did not answer in time.");
pub(super) const LOST: Class = row(MayHaveMoved, true, "The connection to the bank was lost.");
pub(super) const UNREADABLE: Class = row(MayHaveMoved, true, "The bank's answer could not be read.");
pub(super) const ABOUT_ANOTHER: Class =
    row(MayHaveMoved, true, "The bank answered about another transfer than the one that was asked.");
const NOT_THE_BANK: Class = row(MayHaveMoved, true, "Something else than the bank answered.");
pub(super) const PROCESSING: Class = row(MayHaveMoved, false, "The bank is still working on it.");

/// What the bank calls a refusal.
#[rustfmt::skip] // a table
const CODES: [(&str, Class); 13] = [
    ("insufficient_funds",  row(DidNotMove,   false, "The account does not hold enough money.")),
    ("invalid_account",     row(DidNotMove,   false, "The bank does not know this account number or IFSC.")),
    ("account_closed",      row(DidNotMove,   false, "The account has been closed.")),
    ("account_frozen",      row(DidNotMove,   false, "The account is frozen.")),
    ("limit_exceeded",      row(DidNotMove,   false, "The amount is above the bank's limit.")),
    ("invalid_request",     row(DidNotMove,   false, "The bank does not accept such a request.")),
    ("declined",            row(DidNotMove,   false, "The bank declined it.")),
    ("fenced",              row(DidNotMove,   false, "It was called off before the bank had it.")),
    ("duplicate_reference", row(MayHaveMoved, false, "The bank has something else under this reference.")),
    ("processing",          PROCESSING),
    ("timeout",             row(MayHaveMoved, true,  "The bank could not reach the other bank in time.")),
    ("bank_unavailable",    row(MayHaveMoved, true,  "The bank is not available.")),
    ("internal_error",      row(MayHaveMoved, true,  "The bank had an error of its own.")),
];

/// A code that is in no table, from a bank that says plainly that it failed.
const UNKNOWN_CODE: Class = row(DidNotMove, false, "The bank declined it.");

/// With these a bank refuses a transfer, and says by a code of its own why.
const REFUSALS: [u16; 3] = [400, 404, 422];

/// Any other answer that is no success, by its status.
#[rustfmt::skip] // a table
const STATUSES: [(u16, u16, Class); 5] = [
    (401, 403, row(MayHaveMoved, true,  "The bank does not accept our key.")),
    (408, 408, TIMEOUT),
    (409, 409, row(MayHaveMoved, false, "The bank has something else under this reference.")),
    (429, 429, row(MayHaveMoved, true,  "The bank is asked too often.")),
    (500, 599, row(MayHaveMoved, true,  "The bank had an error of its own.")),
];

/// Of a transfer that the bank calls failed.
pub(super) fn of_code(code: &str) -> Class {
    CODES.iter().find(|(known, _)| *known == code).map_or(UNKNOWN_CODE, |(_, class)| *class)
}

/// Of an answer with a status that is no success. A "no" is one only together with a code that we know as the bank's
/// own: without it something before the bank may be speaking, which knows nothing of what an earlier send did.
pub(super) fn of_status(status: u16, code: Option<&str>) -> Class {
    if REFUSALS.contains(&status) {
        return CODES
            .iter()
            .find(|(known, _)| code == Some(*known))
            .map_or(NOT_THE_BANK, |(_, class)| *class);
    }
    STATUSES.iter().find(|(from, to, _)| (*from..=*to).contains(&status)).map_or(UNREADABLE, |row| row.2)
}

impl Class {
    pub(super) fn outcome(self, code: &str) -> Outcome {
        match self.money {
            DidNotMove => Outcome::Declined { code: code.to_owned(), reason: self.sentence.to_owned() },
            MayHaveMoved => Outcome::Unknown { why: self.sentence.to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, code: Option<&str>, money: Money, is_failure: bool) {
        let class = of_status(status, code);
        assert_eq!((class.money, class.is_failure), (money, is_failure), "{status} {code:?}");
    }

    #[test]
    fn only_the_banks_own_no_is_a_no() {
        check(404, Some("invalid_account"), DidNotMove, false);
        for status in [400, 404, 422] {
            check(status, None, MayHaveMoved, true);
        }
        check(422, Some("insufficient_funds"), DidNotMove, false);
        check(422, Some("never heard of"), MayHaveMoved, true);
        check(400, Some("bank_unavailable"), MayHaveMoved, true);
        for status in [200, 204, 302, 307, 402, 405, 410, 413, 418, 499, 600] {
            check(status, None, MayHaveMoved, true);
        }
        for status in [401, 403, 408, 429, 500, 502, 503, 504, 599] {
            check(status, Some("insufficient_funds"), MayHaveMoved, true);
        }
        check(409, None, MayHaveMoved, false);
    }

    #[test]
    fn a_failure_has_a_sentence_for_whatever_code() {
        assert_eq!(of_code("account_closed").sentence, "The account has been closed.");
        assert_eq!(of_code("E-4711"), UNKNOWN_CODE);
        assert_eq!(of_code("processing"), PROCESSING);
    }
}
