mod gauges; // counts of what is under way
mod proof; // how the last proof ended

pub use gauges::{Gauges, JobGauge, gauges};
pub use proof::{LastProof, keep_proof, last_proof};
