//! The port to a bank. No HTTP here: adapters are in `server/src/banks`.
//!
//! A timeout is neither yes nor no, so an answer has three outcomes. Only asking the bank resolves the third.

pub mod codes; // what a bank's codes mean

use crate::{id::TransferId, money::PositivePaise};
use std::{future::Future, pin::Pin};

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// From somebody's bank to ours: a deposit.
    Collect,
    /// From our account to somebody's: a withdrawal or a payout.
    Pay,
}

/// What the bank is asked to do. Its reference is our id, and the bank's idempotency key: sent twice, it moves once.
#[derive(Clone, Debug)]
pub struct Transfer {
    pub reference: TransferId,
    pub flow: Flow,
    pub amount: PositivePaise,
    /// `None`: the bank knows whom to collect from.
    pub account: Option<Account>,
}

/// What is asked about: an answer must be about this and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub reference: TransferId,
    pub amount: PositivePaise,
}

impl Transfer {
    pub const fn about(&self) -> About {
        About { reference: self.reference, amount: self.amount }
    }
}

/// The other side's account. Its number is a secret: it is printed masked.
#[derive(Clone)]
pub struct Account {
    pub holder_name: String,
    pub number: String,
    pub ifsc: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("ifsc", &self.ifsc).finish_non_exhaustive()
    }
}

/// What came of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money moved.
    Accepted { bank_reference: String },
    /// The money did not move, and will not.
    Declined { code: String, reason: String },
    /// The money may or may not have moved: no answer, one that is no answer, or "we are at it". Why, for the log and the page.
    Unknown { why: String },
}

/// What the bank knows of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enquiry {
    /// It came to an end there, or the bank did not answer.
    Known(Outcome),
    /// The bank has never seen it. It may still arrive, unless it was fenced.
    NotKnown,
    /// The bank had never seen it, and will refuse it from now on.
    Fenced,
}

/// A boxed future, so that a gateway can be chosen while the program runs.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub trait BankGateway: Send + Sync {
    /// Whether it may be asked at all now; `Err` says why not (its circuit is open) and is not a question to the bank.
    fn ready(&self) -> Result<(), String>;
    fn send<'a>(&'a self, transfer: &'a Transfer) -> Answer<'a, Outcome>;
    fn enquire(&self, about: About) -> Answer<'_, Enquiry>;
    /// Asks, and where the bank does not know the reference has it refused for good.
    fn fence(&self, about: About) -> Answer<'_, Enquiry>;
}
