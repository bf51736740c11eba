//! What asks for an admin's attention, in figures.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A transfer that is under way for longer than this is stuck: a bank that is well has said by then what became of it.
pub const STUCK_AFTER: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttentionView {
    /// Asked for or sent, and not at its end.
    pub under_way: i64,
    /// Of those, the ones that take longer than they should.
    pub stuck: i64,
    /// Payments of which a gateway does not say how they ended.
    pub stuck_payments: i64,
    /// Refunds that a gateway refused, with the merchant's money set aside.
    pub refused_refunds: i64,
    pub dead_jobs: i64,
    pub open_discrepancies: i64,
}
