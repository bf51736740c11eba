//! What admins see: the queues in figures, the jobs in lists, one job with its tries.

use super::worker::ALIVE_SECONDS;
use crate::{
    actor::Admin,
    explain::Explanation,
    id::{JobId, WorkerId},
    job::{
        JobKind,
        view::{JobPageView, JobRunView, JobStatus, JobView, JobsView, PeriodicView, QueueView, WorkerView},
    },
    page::{Page, PageRequest, Place},
    work::{Refused, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    pub status: Option<JobStatus>,
    pub kind: Option<JobKind>,
    pub subject: Option<Uuid>,
}

fn words(kind: &str) -> String {
    JobKind::parse(kind).map_or_else(|| kind.to_owned(), |kind| kind.words().to_owned())
}

struct JobRow {
    id: Uuid,
    kind: String,
    subject_id: Option<Uuid>,
    request_id: String,
    status: String,
    runs: i32,
    failures: i16,
    failures_max: i16,
    run_at: DateTime<Utc>,
    worker: Option<String>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl JobRow {
    fn view(self) -> Result<JobView, WorkError> {
        Ok(JobView {
            id: JobId(self.id),
            words: words(&self.kind),
            kind: self.kind,
            subject_id: self.subject_id.filter(|subject| !subject.is_nil()),
            request_id: self.request_id,
            status: JobStatus::parse(&self.status)
                .ok_or(WorkError::Broken("an unknown state of a job is stored"))?,
            runs: self.runs,
            failures: self.failures,
            failures_max: self.failures_max,
            run_at: self.run_at,
            worker: self.worker,
            last_error: self.last_error,
            created_at: self.created_at,
            ended_at: self.ended_at,
        })
    }
}

/// Newest first.
pub async fn jobs(
    pool: &PgPool,
    _admin: Admin,
    filter: &JobFilter,
    page: PageRequest,
) -> Result<Page<JobView>, Refused> {
    let rows = sqlx::query_as!(
        JobRow,
        r#"
        with wanted as not materialized (
          select * from job
          where ($1::text is null or status = $1) and ($2::text is null or kind = $2) and ($3::uuid is null or subject_id = $3)
        ), page as (
          (select * from wanted where $4::uuid is null and id < coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $6 offset $7)
          union all
          (select * from wanted where $4::uuid is not null and id > $4 order by id limit $6)
        )
        select j.id as "id!", j.kind as "kind!", j.subject_id, j.request_id as "request_id!", j.status as "status!", j.runs as "runs!",
               j.failures as "failures!", j.failures_max as "failures_max!", j.run_at as "run_at!", w.name as "worker?",
               j.last_error, j.created_at as "created_at!", j.ended_at
        from page j left join worker w on w.id = j.worker_id
        order by j.id desc
        "#,
        filter.status.map(JobStatus::as_str),
        filter.kind.map(JobKind::as_str),
        filter.subject,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows.into_iter().map(JobRow::view).collect::<Result<Vec<_>, _>>()?;
    Ok(page.page(views, |job: &JobView| Place { at: 0, id: job.id.0 }))
}

/// One job and its tries.
pub async fn job_page(pool: &PgPool, _admin: Admin, job: JobId) -> Result<JobPageView, Refused> {
    let row = sqlx::query_as!(
        JobRow,
        r#"
        select j.id, j.kind, j.subject_id, j.request_id, j.status, j.runs, j.failures, j.failures_max, j.run_at, w.name as "worker?",
               j.last_error, j.created_at, j.ended_at
        from job j left join worker w on w.id = j.worker_id where j.id = $1
        "#,
        job.0,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let runs = sqlx::query_as!(
        JobRunView,
        r#"
        select r.number, coalesce(w.name, r.worker_id::text) as "worker!", r.started_at, r.ended_at, r.outcome, r.note
        from job_run r left join worker w on w.id = r.worker_id
        where r.job_id = $1 order by r.number desc limit 100
        "#,
        job.0,
    )
    .fetch_all(pool)
    .await?;
    Ok(JobPageView { job: row.view()?, runs })
}

/// Every kind in figures, who works, and what is done periodically.
pub async fn jobs_overview(pool: &PgPool, _admin: Admin) -> Result<JobsView, Refused> {
    let kinds: Vec<String> = JobKind::ALL.into_iter().map(|kind| kind.as_str().to_owned()).collect();
    let queues = sqlx::query!(
        r#"
        with live as (
          select kind, status, run_at from job where status in ('queued', 'running', 'dead')
        ), counted as (
          select kind,
                 count(*) filter (where status = 'queued' and run_at <= clock_timestamp()) as ready,
                 coalesce(extract(epoch from max(clock_timestamp() - run_at) filter (where status = 'queued' and run_at <= clock_timestamp())), 0)::bigint as oldest,
                 count(*) filter (where status = 'queued' and run_at > clock_timestamp()) as scheduled,
                 count(*) filter (where status = 'running') as running,
                 count(*) filter (where status = 'dead') as dead
          from live group by kind
        ), ran as (
          select j.kind, count(*) filter (where r.ended_at > clock_timestamp() - interval '1 minute') as minute, count(*) as hour,
                 count(*) filter (where r.outcome in ('failed', 'lost')) as failed
          from job_run r join job j on j.id = r.job_id
          where r.ended_at > clock_timestamp() - interval '1 hour' group by j.kind
        )
        select k.kind as "kind!", coalesce(c.ready, 0) as "ready!", coalesce(c.oldest, 0) as "oldest!", coalesce(c.scheduled, 0) as "scheduled!",
               coalesce(c.running, 0) as "running!", coalesce(c.dead, 0) as "dead!",
               coalesce(r.minute, 0) as "minute!", coalesce(r.hour, 0) as "hour!", coalesce(r.failed, 0) as "failed!"
        from unnest($1::text[]) with ordinality as k (kind, place)
        left join counted c on c.kind = k.kind left join ran r on r.kind = k.kind
        order by k.place
        "#,
        &kinds,
    )
    .fetch_all(pool)
    .await?;
    let workers = sqlx::query!(
        r#"
        select id, name, slots, busy, started_at, seen_at, breakers,
               stopped_at is null and seen_at > clock_timestamp() - make_interval(secs => $1) as "alive!"
        from worker where stopped_at is null and seen_at > clock_timestamp() - interval '1 hour'
        order by started_at desc limit 50
        "#,
        ALIVE_SECONDS,
    )
    .fetch_all(pool)
    .await?;
    let periodic = sqlx::query!("select kind, every_seconds, next_at, last_at from periodic order by kind")
        .fetch_all(pool)
        .await?;
    Ok(JobsView {
        queues: queues
            .into_iter()
            .map(|row| QueueView {
                words: words(&row.kind),
                kind: row.kind,
                ready: row.ready,
                oldest_ready_seconds: row.oldest,
                scheduled: row.scheduled,
                running: row.running,
                dead: row.dead,
                runs_last_minute: row.minute,
                runs_last_hour: row.hour,
                failed_last_hour: row.failed,
            })
            .collect(),
        workers: workers
            .into_iter()
            .map(|row| WorkerView {
                id: WorkerId(row.id),
                name: row.name,
                slots: row.slots,
                busy: row.busy,
                started_at: row.started_at,
                seen_at: row.seen_at,
                alive: row.alive,
                breakers: row.breakers,
            })
            .collect(),
        periodic: periodic
            .into_iter()
            .map(|row| PeriodicView {
                words: words(&row.kind),
                kind: row.kind,
                every_seconds: row.every_seconds,
                next_at: row.next_at,
                last_at: row.last_at,
            })
            .collect(),
    })
}
