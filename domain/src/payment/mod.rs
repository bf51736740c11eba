//! Payments: what a merchant asks of its customer, from request to its one end, and what goes back.
//!
//! `CREATED → PROCESSING → SUCCESS → REFUNDED`, `PROCESSING → FAILED`. A try at a gateway may get no answer; then the
//! payment stays `PROCESSING` until the gateway says what became of it, and no other gateway is asked meanwhile.

pub mod body;
pub mod callback; // what a merchant's server tells us of a refund
pub mod error;
pub mod fee;
pub mod next; // what to do next with one
#[cfg(feature = "pg")]
pub mod pg;
pub mod postings;
mod refund_state;
pub mod route; // which gateway
mod state;
pub mod view;

pub use refund_state::RefundState;
pub use state::{InvalidPaymentState, PaymentState};
