//! What a gateway's code means for the money and for what is done next. Each adapter has a table of its own codes
//! (`server/src/gateways/<name>/codes.rs`) and reads it by these words.

use super::Refusal;

/// Nobody answered the door: nothing was sent, and nothing can arrive.
pub const UNREACHABLE: &str = "unreachable";

/// What to make of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing was taken, and it is the gateway's own trouble: the next gateway may take it.
    Retry,
    /// Nothing was taken: the customer, their bank or the merchant's request stands in the way, whoever is asked.
    Decline,
    /// It may have been taken: only asking tells.
    Unknown,
}

/// A row of an adapter's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub code: &'static str,
    pub class: Class,
    /// Counts for the breaker.
    pub is_failure: bool,
    /// For a person: nothing of the gateway's own words.
    pub sentence: &'static str,
}

impl Row {
    pub const fn new(code: &'static str, class: Class, is_failure: bool, sentence: &'static str) -> Row {
        Row { code, class, is_failure, sentence }
    }

    /// `None`: it is no refusal.
    pub fn refusal(&self) -> Option<Refusal> {
        let elsewhere = match self.class {
            Class::Retry => true,
            Class::Decline => false,
            Class::Unknown => return None,
        };
        Some(Refusal { code: self.code.to_owned(), reason: self.sentence.to_owned(), elsewhere })
    }
}
