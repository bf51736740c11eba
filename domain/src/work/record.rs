//! The row that every executed command leaves: audit, event and idempotency record in one.

use serde_json::Value;
use uuid::Uuid;

/// Where a command came from.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// The id of the request that caused it; the same in the logs and in every job.
    pub request_id: String,
}

/// What a command says of itself for the audit.
#[derive(Clone, Debug)]
pub struct Record {
    pub subject_kind: &'static str,
    pub subject_id: Option<Uuid>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Record {
    pub fn of(subject_kind: &'static str, subject_id: Uuid) -> Record {
        Record { subject_kind, subject_id: Some(subject_id), before: None, after: None }
    }

    #[must_use]
    pub fn before(mut self, value: Value) -> Record {
        self.before = Some(value);
        self
    }

    #[must_use]
    pub fn after(mut self, value: Value) -> Record {
        self.after = Some(value);
        self
    }
}
