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
    /// Whose screens it changes, beside those of admins, who hear of everything that is told.
    pub owners: Vec<Uuid>,
}

impl Record {
    pub fn of(subject_kind: &'static str, subject_id: Uuid) -> Record {
        Record { subject_kind, subject_id: Some(subject_id), before: None, after: None, owners: Vec::new() }
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

    /// Tells that person or merchant, the moment it is committed, that something of theirs has changed.
    ///
    /// PostgreSQL lets transactions with a notification commit only one after the other. So a command tells
    /// where it changes what somebody else is looking at, and the hot ones (`loan.repay`) stay silent: who
    /// repays sees it in the answer.
    #[must_use]
    pub fn tells(mut self, owner: Uuid) -> Record {
        self.owners.push(owner);
        self
    }
}
