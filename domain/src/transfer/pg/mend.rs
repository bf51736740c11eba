//! What an admin does about a transfer that does not get on, or about a bank that contradicts itself. There is no button
//! that guesses an outcome: only asking the bank resolves it.

use crate::{
    actor::Admin,
    explain::{Explain, Explanation, Kind},
    id::{DiscrepancyId, JobId, PaymentId, PersonId, TransferId, WebhookInId},
    job::JobKind,
    page::{Page, PageRequest, Place},
    transfer::view::DiscrepancyView,
    work::{Command, Failure, Meta, Record, Refused, Tx, refuse},
};
use serde_json::json;
use sqlx::PgPool;

/// Has the bank asked at once instead of at the next try's time.
pub struct LookNow {
    pub admin: Admin,
    pub transfer: TransferId,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MendRefused {
    #[error("There is no such thing.")]
    NotFound,
    #[error("This came to its end already.")]
    Ended { current: String, requested: &'static str },
}

impl Explain for MendRefused {
    fn explain(&self) -> Explanation {
        match self {
            MendRefused::NotFound => Explanation::not_found(),
            MendRefused::Ended { current, requested } => {
                Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                    .with("current", current.as_str())
                    .with("requested", *requested)
            }
        }
    }
}

impl Command for LookNow {
    const NAME: &'static str = "transfer.look_now";
    type Output = ();
    type Refusal = MendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<MendRefused>> {
        let status = sqlx::query_scalar!("select status from transfer where id = $1", self.transfer.0)
            .fetch_optional(tx.conn())
            .await?
            .ok_or(refuse(MendRefused::NotFound))?;
        if matches!(status.as_str(), "success" | "failed") {
            return Err(refuse(MendRefused::Ended { current: status, requested: "processing" }));
        }
        // A dead letter is brought back to life rather than left lying beside a new job.
        let revived = sqlx::query!(
            r#"
            update job set status = 'queued', failures = 0, run_at = clock_timestamp(), ended_at = null
            where id = (select id from job where kind = $2 and subject_id = $1 order by id desc limit 1) and status = 'dead'
              and not exists (select from job live where live.subject_id = $1 and live.kind = $2 and live.status in ('queued', 'running'))
            "#,
            self.transfer.0,
            JobKind::TransferAdvance.as_str(),
        )
        .execute(tx.conn())
        .await?;
        if revived.rows_affected() > 0 {
            self.recorded(tx);
            return Ok(());
        }
        let request_id = tx.request_id().to_owned();
        sqlx::query!(
            r#"
            insert into job (id, kind, subject_id, request_id, failures_max, run_at) values ($1, $2, $3, $4, $5, clock_timestamp())
            on conflict (kind, subject_id) where subject_id is not null and status in ('queued', 'running')
            do update set run_at = clock_timestamp(), failures = 0 where job.status = 'queued'
            "#,
            JobId::new().0,
            JobKind::TransferAdvance.as_str(),
            self.transfer.0,
            request_id,
            JobKind::TransferAdvance.failures_max(),
        )
        .execute(tx.conn())
        .await?;
        self.recorded(tx);
        Ok(())
    }
}

impl LookNow {
    fn recorded(&self, tx: &mut Tx) {
        tx.record(
            Record::of("transfer", self.transfer.0)
                .after(json!({ "looked_at": true }))
                .tells(self.admin.person().0),
        );
    }
}

/// Says what came of a question to the bank, in the admin's words.
pub struct ResolveDiscrepancy {
    pub admin: Admin,
    pub discrepancy: DiscrepancyId,
    pub resolution: String,
    pub meta: Meta,
}

impl Command for ResolveDiscrepancy {
    const NAME: &'static str = "discrepancy.resolve";
    type Output = ();
    type Refusal = MendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<MendRefused>> {
        let open = sqlx::query_scalar!(
            r#"select resolved_at is null as "open!" from discrepancy where id = $1 for update"#,
            self.discrepancy.0
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(MendRefused::NotFound))?;
        if !open {
            return Err(refuse(MendRefused::Ended { current: "resolved".to_owned(), requested: "resolved" }));
        }
        sqlx::query!(
            "update discrepancy set resolved_at = clock_timestamp(), resolved_by = $2, resolution = $3 where id = $1",
            self.discrepancy.0,
            self.admin.person().0,
            self.resolution,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("discrepancy", self.discrepancy.0)
                .after(json!({ "resolved": true }))
                .tells(self.admin.person().0),
        );
        Ok(())
    }
}

/// Which discrepancies are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discrepancies {
    Open,
    All,
}

/// Newest first.
pub async fn discrepancies(
    pool: &PgPool,
    _admin: Admin,
    which: Discrepancies,
    page: PageRequest,
) -> Result<Page<DiscrepancyView>, Refused> {
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select * from discrepancy where ($1 or resolved_at is null)
        ), page as (
          (select * from wanted where $2::uuid is null and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $4 offset $5)
          union all
          (select * from wanted where $2::uuid is not null and id > $2 order by id limit $4)
        )
        select d.id as "id!", d.transfer_id, d.payment_id, d.webhook_id, d.what as "what!", d.opened_at as "opened_at!", d.resolved_at,
               p.name as "resolved_by?", d.resolution
        from page d left join person p on p.id = d.resolved_by
        order by d.id desc
        "#,
        which == Discrepancies::All,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows
        .into_iter()
        .map(|row| DiscrepancyView {
            id: DiscrepancyId(row.id),
            transfer_id: row.transfer_id.map(TransferId),
            payment_id: row.payment_id.map(PaymentId),
            webhook_id: row.webhook_id.map(WebhookInId),
            what: row.what,
            opened_at: row.opened_at,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by,
            resolution: row.resolution,
        })
        .collect();
    Ok(page.page(views, |view: &DiscrepancyView| Place { at: 0, id: view.id.0 }))
}
