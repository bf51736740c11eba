use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What time it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockView {
    /// Of dates, dues and charges.
    pub business_now: DateTime<Utc>,
    /// In India.
    pub business_date: NaiveDate,
    /// Of sessions, tokens and signatures.
    pub real_now: DateTime<Utc>,
    pub offset_seconds: i64,
    /// Whether it can be moved: in a demonstration, and ahead only.
    pub is_movable: bool,
}
