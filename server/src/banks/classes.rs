//! What an answer of a bank means for the money, and whether it speaks against the bank's health: by its status, and by the
//! bank's own code, whose table is `domain::bank::codes`.
//!
//! The rule behind it: only what the bank itself says of this transfer is a "no". Whatever else came back,
//! the money may have moved, and only an enquiry tells.

pub(super) use domain::bank::codes::{Class, PROCESSING, of_code};
use domain::bank::codes::{
    Money::{self, MayHaveMoved},
    listed,
};

const fn row(money: Money, is_failure: bool, sentence: &'static str) -> Class {
    Class::new(money, is_failure, sentence)
}

pub(super) const TIMEOUT: Class = row(MayHaveMoved, true, "The bank did not answer in time.");
pub(super) const LOST: Class = row(MayHaveMoved, true, "The connection to the bank was lost.");
pub(super) const UNREADABLE: Class = row(MayHaveMoved, true, "The bank's answer could not be read.");
pub(super) const ABOUT_ANOTHER: Class =
    row(MayHaveMoved, true, "The bank answered about another transfer than the one that was asked.");
/// It answered, so it is well; what it means we do not know.
const UNLISTED: Class = row(MayHaveMoved, false, "The bank refused it for a reason that we do not know.");
const NOT_THE_BANK: Class = row(MayHaveMoved, true, "Something else than the bank answered.");

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

/// Of an answer with a status that is no success. A "no" is one only together with a code that we know as the bank's
/// own: without it something before the bank may be speaking, which knows nothing of what an earlier send did.
pub(super) fn of_status(status: u16, code: Option<&str>) -> Class {
    if REFUSALS.contains(&status) {
        return code.map_or(NOT_THE_BANK, |code| listed(code).unwrap_or(UNLISTED));
    }
    STATUSES.iter().find(|(from, to, _)| (*from..=*to).contains(&status)).map_or(UNREADABLE, |row| row.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bank::codes::Money::DidNotMove;

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
        check(422, Some("never heard of"), MayHaveMoved, false);
        check(400, Some("bank_unavailable"), MayHaveMoved, true);
        for status in [200, 204, 302, 307, 402, 405, 410, 413, 418, 499, 600] {
            check(status, None, MayHaveMoved, true);
        }
        for status in [401, 403, 408, 429, 500, 502, 503, 504, 599] {
            check(status, Some("insufficient_funds"), MayHaveMoved, true);
        }
        check(409, None, MayHaveMoved, false);
    }
}
