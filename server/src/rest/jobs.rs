//! What is done in the background, for admins.

use super::{
    answer::{Done, Ends, Listed, WillBeDone},
    extract::{As, By, Id, Sent},
    page::{Asked, filters},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::Admin,
    body::Raw,
    explain::Explanation,
    id::{DiscrepancyId, JobId, TransferId},
    job::{
        JobKind,
        pg::{self, DiscardJob, JobFilter, RetryJob},
        view::{JobPageView, JobStatus, JobView, JobsView},
    },
    transfer::{
        pg::{
            Discrepancies, LookNow, ResolveDiscrepancy, discrepancies as read_discrepancies,
            stuck as read_stuck,
        },
        view::{DiscrepancyView, StuckView},
    },
    work::execute,
};
use schemars::JsonSchema;
use serde::Deserialize;
use sqlx::PgPool;
use uuid::Uuid;

filters! {
    Jobs {
        status: JobStatus = "",
        kind: String = "Like `transfer.advance`.",
        subject_id: Uuid = "What it is about.",
    }
}

filters! {
    Which { open: bool = "`true` for those that nobody resolved." }
}

/// Newest first; filters `status`, `kind`, `subject_id`.
pub(super) async fn list(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked<Jobs>,
) -> Ends<Listed<JobView>> {
    let page = asked.page()?;
    let unknown = |field: &str| Explanation::validation(field, "There is no such thing to filter by.");
    let status = asked.get("status").map(|word| JobStatus::parse(word).ok_or_else(|| unknown("status")));
    let kind = asked.get("kind").map(|word| JobKind::parse(word).ok_or_else(|| unknown("kind")));
    let subject = asked.get("subject_id").map(|text| text.parse().map_err(|_| unknown("subject_id")));
    let filter =
        JobFilter { status: status.transpose()?, kind: kind.transpose()?, subject: subject.transpose()? };
    Ok(asked.answer(pg::jobs(&pool, admin, &filter, page).await?))
}

/// Queues in figures, workers, periodic jobs.
pub(super) async fn overview(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
) -> Result<Json<JobsView>, Problem> {
    Ok(Json(pg::jobs_overview(&pool, admin).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    Id(job): Id<JobId>,
) -> Result<Json<JobPageView>, Problem> {
    Ok(Json(pg::job_page(&pool, admin, job).await?))
}

pub(super) async fn retry(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(job): Id<JobId>,
) -> Result<Json<JobPageView>, Problem> {
    execute(&pool, &RetryJob { admin, job, meta }).await?;
    Ok(Json(pg::job_page(&pool, admin, job).await?))
}

pub(super) async fn discard(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(job): Id<JobId>,
) -> Result<Json<JobPageView>, Problem> {
    execute(&pool, &DiscardJob { admin, job, meta }).await?;
    Ok(Json(pg::job_page(&pool, admin, job).await?))
}

/// Transfers under way for longer than they should.
pub(super) async fn stuck(
    State(kist): State<Kist>,
    As(admin): As<Admin>,
) -> Result<Json<Vec<StuckView>>, Problem> {
    Ok(Json(read_stuck(&kist.pool, admin, kist.config.transfers.processing_timeout).await?))
}

/// Asks the bank at once.
pub(super) async fn look_now(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(transfer): Id<TransferId>,
) -> Ends<WillBeDone> {
    execute(&pool, &LookNow { admin, transfer, meta }).await?;
    Ok(WillBeDone)
}

/// Newest first; `open=true` for those that nobody resolved.
pub(super) async fn discrepancies(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked<Which>,
) -> Ends<Listed<DiscrepancyView>> {
    let page = asked.page()?;
    let which = match asked.get("open") {
        None | Some("false") => Discrepancies::All,
        Some("true") => Discrepancies::Open,
        Some(_) => return Err(Explanation::validation("open", "This must be true or false.").into()),
    };
    Ok(asked.answer(read_discrepancies(&pool, admin, which, page).await?))
}

#[derive(Deserialize, JsonSchema)]
#[schemars(extend("required" = ["resolution"], "examples" = [{"resolution": "The bank confirmed it by telephone."}]))]
pub(super) struct ResolveBody {
    #[serde(default)]
    #[schemars(with = "domain::shape::Words")]
    resolution: Raw,
}

pub(super) async fn resolve(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(discrepancy): Id<DiscrepancyId>,
    Sent(body): Sent<ResolveBody>,
) -> Ends<Done> {
    let resolution = body.resolution.text("resolution", 500)?;
    execute(&pool, &ResolveDiscrepancy { admin, discrepancy, resolution, meta }).await?;
    Ok(Done)
}
