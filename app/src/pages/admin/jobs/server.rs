use crate::{error::UiError, wire::Wire};
use domain::{
    job::view::{JobPageView, JobView, JobsView},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/jobs-overview", input = GetUrl)]
pub async fn read_jobs_overview() -> Result<Wire<JobsView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::job::pg::jobs_overview(&door::pool()?, admin).await?)
}

#[server(prefix = "/ui", endpoint = "admin/jobs", input = GetUrl)]
pub async fn read_jobs(
    status: Option<String>,
    kind: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<JobView>>, UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        job::{JobKind, pg::JobFilter, view::JobStatus},
        page::PageRequest,
    };
    let admin = door::actor()?.as_admin()?;
    let status = status.map(|word| {
        JobStatus::parse(&word)
            .ok_or_else(|| Explanation::validation("status", "There is no such state of a job."))
    });
    let kind = kind.map(|word| {
        JobKind::parse(&word).ok_or_else(|| Explanation::validation("kind", "There is no such kind of job."))
    });
    let filter = JobFilter { status: status.transpose()?, kind: kind.transpose()?, subject: None };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&domain::job::pg::jobs(&door::pool()?, admin, &filter, wanted).await?)
}

#[server(prefix = "/ui", endpoint = "admin/job", input = GetUrl)]
pub async fn read_job(job: String) -> Result<Wire<JobPageView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::job::pg::job_page(&door::pool()?, admin, door::id(&job)?).await?)
}

/// Runs it at once, with its failures forgiven.
#[server(prefix = "/ui", endpoint = "admin/retry-job")]
pub async fn retry_job(job: String) -> Result<(), UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let command = domain::job::pg::RetryJob { admin, job: door::id(&job)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/jobs/{}?notice=retried", command.job));
    Ok(())
}

/// Gives it up.
#[server(prefix = "/ui", endpoint = "admin/discard-job")]
pub async fn discard_job(job: String) -> Result<(), UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let command = domain::job::pg::DiscardJob { admin, job: door::id(&job)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/jobs/{}?notice=discarded", command.job));
    Ok(())
}
