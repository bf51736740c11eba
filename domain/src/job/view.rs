//! What an admin sees of the jobs.

use crate::id::{JobId, WorkerId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum JobStatus {
    /// Waits for its time, or for a worker.
    Queued,
    Running,
    Done,
    /// Failed too often. Stays until somebody retries or discards it.
    Dead,
    Discarded,
}

impl JobStatus {
    pub const ALL: [JobStatus; 5] =
        [JobStatus::Queued, JobStatus::Running, JobStatus::Done, JobStatus::Dead, JobStatus::Discarded];

    pub const fn as_str(self) -> &'static str {
        match self {
            JobStatus::Queued => "queued",
            JobStatus::Running => "running",
            JobStatus::Done => "done",
            JobStatus::Dead => "dead",
            JobStatus::Discarded => "discarded",
        }
    }

    pub fn parse(text: &str) -> Option<JobStatus> {
        JobStatus::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobView {
    pub id: JobId,
    /// `transfer.advance` …
    pub kind: String,
    /// In a person's words.
    pub words: String,
    /// What it is about: a transfer, a received webhook.
    pub subject_id: Option<Uuid>,
    /// The request that caused it.
    pub request_id: String,
    pub status: JobStatus,
    /// Tries so far, and failures in a row of those that are allowed.
    pub runs: i32,
    pub failures: i16,
    pub failures_max: i16,
    /// When it may run next, or could have.
    pub run_at: DateTime<Utc>,
    pub worker: Option<String>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobRunView {
    pub number: i32,
    pub worker: String,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// `done`, `again`, `failed`, `lost`, `handed_back`; nothing while it runs.
    pub outcome: Option<String>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobPageView {
    pub job: JobView,
    /// The latest hundred, newest first.
    pub runs: Vec<JobRunView>,
}

/// One kind of job in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueView {
    pub kind: String,
    pub words: String,
    /// Could run now, and how long the oldest of them has waited (seconds).
    pub ready: i64,
    pub oldest_ready_seconds: i64,
    /// Wait for their time.
    pub scheduled: i64,
    pub running: i64,
    pub dead: i64,
    /// Tries that ended within the last minute and the last hour, and how many of the hour's failed.
    pub runs_last_minute: i64,
    pub runs_last_hour: i64,
    pub failed_last_hour: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkerView {
    pub id: WorkerId,
    /// Host and process.
    pub name: String,
    pub slots: i32,
    pub busy: i32,
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// Whether it was seen within the last seconds.
    pub alive: bool,
    /// The circuit breakers of that process, by the name of what they protect.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Map<String, Value>"))]
    pub breakers: Value,
}

/// What is done again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeriodicView {
    pub kind: String,
    pub words: String,
    pub every_seconds: i32,
    pub next_at: DateTime<Utc>,
    pub last_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobsView {
    pub queues: Vec<QueueView>,
    pub workers: Vec<WorkerView>,
    pub periodic: Vec<PeriodicView>,
}
