//! What an admin does about a job that does not get on by itself.

use crate::{
    actor::Admin,
    explain::{Explain, Explanation, Kind},
    id::{JobId, PersonId},
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// Runs it at once, with all its failures forgiven. For a dead letter, or one that waits for its next try.
pub struct RetryJob {
    pub admin: Admin,
    pub job: JobId,
    pub meta: Meta,
}

/// Gives it up. What it looked after is not lost: open transfers get a new job by themselves.
pub struct DiscardJob {
    pub admin: Admin,
    pub job: JobId,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MendRefused {
    #[error("There is no such job.")]
    NotFound,
    #[error("This job is {current}, so it cannot become {requested}.")]
    NotNow { current: String, requested: &'static str },
    #[error("Another job of this kind looks after the same thing already.")]
    AnotherOne,
}

impl Explain for MendRefused {
    fn explain(&self) -> Explanation {
        match self {
            MendRefused::NotFound => Explanation::not_found(),
            MendRefused::NotNow { current, requested } => {
                Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                    .with("current", current.as_str())
                    .with("requested", *requested)
            }
            MendRefused::AnotherOne => Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                .with("current", "dead")
                .with("requested", "queued"),
        }
    }
}

async fn status_for_update(tx: &mut Tx, job: JobId) -> Result<String, Failure<MendRefused>> {
    sqlx::query_scalar!("select status from job where id = $1 for update", job.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(MendRefused::NotFound))
}

impl Command for RetryJob {
    const NAME: &'static str = "job.retry";
    type Output = ();
    type Refusal = MendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<MendRefused>> {
        let current = status_for_update(tx, self.job).await?;
        if !matches!(current.as_str(), "dead" | "queued") {
            return Err(refuse(MendRefused::NotNow { current, requested: "queued" }));
        }
        sqlx::query!(
            "update job set status = 'queued', failures = 0, run_at = clock_timestamp(), ended_at = null where id = $1",
            self.job.0
        )
        .execute(tx.conn())
        .await
        .map_err(|error| match WorkError::from(error) {
            error if error.constraint() == Some("job_one_live") => refuse(MendRefused::AnotherOne),
            error => error.into(),
        })?;
        tx.record(
            Record::of("job", self.job.0)
                .before(json!({ "status": current }))
                .after(json!({ "status": "queued" }))
                .tells(self.admin.person().0),
        );
        Ok(())
    }
}

impl Command for DiscardJob {
    const NAME: &'static str = "job.discard";
    type Output = ();
    type Refusal = MendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<MendRefused>> {
        let current = status_for_update(tx, self.job).await?;
        if current == "discarded" {
            return Ok(());
        }
        if !matches!(current.as_str(), "dead" | "queued") {
            return Err(refuse(MendRefused::NotNow { current, requested: "discarded" }));
        }
        sqlx::query!(
            "update job set status = 'discarded', ended_at = clock_timestamp() where id = $1",
            self.job.0
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("job", self.job.0)
                .before(json!({ "status": current }))
                .after(json!({ "status": "discarded" }))
                .tells(self.admin.person().0),
        );
        Ok(())
    }
}
