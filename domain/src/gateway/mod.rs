//! The port to payment gateways. No HTTP here: adapters are in `server/src/gateways`.
//!
//! An answer has four outcomes: taken, refused before anything was taken, waiting for the customer, unknown. Only
//! asking the gateway resolves the last; nothing is guessed.

pub mod codes; // what a gateway's codes mean
mod name;
mod way;

pub use crate::bank::Answer;
pub use name::GatewayName;
pub use way::Way;

use crate::{
    id::{AttemptId, RefundId},
    money::PositivePaise,
};

/// What a gateway is asked to take from the merchant's customer. Its reference is our id and the gateway's
/// idempotency key: sent twice, it is taken once.
#[derive(Clone, Debug)]
pub struct Charge {
    pub reference: AttemptId,
    pub amount: PositivePaise,
    pub way: Way,
    /// For the customer's statement.
    pub description: String,
    /// Where the gateway's own page sends the customer afterwards. `None`: nobody waits at a browser, it is charged
    /// from what the merchant keeps with the gateway.
    pub return_url: Option<String>,
    /// What the gateway calls it, if it has told us before.
    pub gateway_reference: Option<String>,
}

/// What is asked about: an answer must be about this and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutCharge {
    pub reference: AttemptId,
    pub amount: PositivePaise,
    /// What the gateway calls it, if it has told us.
    pub gateway_reference: Option<String>,
}

/// What became of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charged {
    /// The money was taken.
    Taken { gateway_reference: String },
    /// Nothing was taken, and nothing will be.
    Refused(Refusal),
    /// The gateway waits for the customer, at this address of its own.
    Waits { gateway_reference: String, customer_url: String },
    /// It may or may not have been taken: no answer, one that is no answer, or "we are at it". Why, for the log and
    /// the page. The gateway's name of it, where it has told us one.
    Unknown { gateway_reference: Option<String>, why: String },
}

/// A plain no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// As it is kept: lower case, short.
    pub code: String,
    /// For a person.
    pub reason: String,
    /// Whether it is the gateway's own trouble, so that another gateway may take it all the same.
    pub elsewhere: bool,
}

/// What the gateway knows of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It knows it, or it did not answer (`Unknown`).
    Known(Charged),
    /// It has never seen it; it may still arrive.
    NotKnown,
}

/// Money that goes back to whoever paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundOrder {
    pub reference: RefundId,
    pub amount: PositivePaise,
    /// The charge that it is taken back from: ours, and what the gateway calls it.
    pub charge: AttemptId,
    pub charge_reference: String,
    /// What the gateway calls the refund, if it has told us.
    pub gateway_reference: Option<String>,
}

/// What became of a refund. A gateway knows our reference as its idempotency key, so asking again is sending again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// The money went back, or is on its way there for good.
    Done { gateway_reference: String },
    /// Nothing went back, and nothing will.
    Refused(Refusal),
    /// As with a charge.
    Unknown { gateway_reference: Option<String>, why: String },
}

/// What a gateway tells by itself, once its signature was checked. It is never believed as it stands: it says what
/// to ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub about: Subject,
    /// `payment.captured`, as the gateway names it.
    pub kind: String,
}

/// What a notice is about, by the ids that we gave or that the gateway gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Charge {
        reference: Option<AttemptId>,
        gateway_reference: Option<String>,
    },
    Refund {
        reference: Option<RefundId>,
        gateway_reference: Option<String>,
    },
    /// Something else that the gateway tells of, of no concern to us.
    Other,
}

pub trait PaymentGateway: Send + Sync {
    fn name(&self) -> GatewayName;
    /// Whether it may be chosen now, without asking it anything: `Err` says why not (its circuit is open).
    fn rests(&self) -> Result<(), String>;
    /// The same, and takes the place of the one that probes where the circuit is half open. Asked right before the
    /// gateway is.
    fn ready(&self) -> Result<(), String>;
    fn charge<'a>(&'a self, charge: &'a Charge) -> Answer<'a, Charged>;
    fn enquire<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Asked>;
    /// Has the gateway give it up, so that nothing can be taken any more: `Refused` is the gateway's promise, `Taken`
    /// says that it is too late.
    fn call_off<'a>(&'a self, about: &'a AboutCharge) -> Answer<'a, Charged>;
    /// Sends money back, or asks what became of that: the same call, because the gateway knows our reference.
    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded>;
    /// Asks without sending anything: of one that must not be sent any more. `None`: the gateway does not know it.
    fn ask_refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Option<Refunded>>;
}
