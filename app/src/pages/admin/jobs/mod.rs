//! What is done later: the queues, who works on them, and each job.

mod one; // one job with its tries
mod overview; // queues, workers, what is done again and again
pub mod server;

pub(crate) use one::JobPage;

use crate::ui::{
    address::use_address,
    badge::{Badge, Meaning},
    date::ExactMoment,
    empty::Empty,
    filter::{Chips, Choose, Filters},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{
    job::{
        JobKind,
        view::{JobStatus, JobView},
    },
    page::Page,
};
use leptos::prelude::*;
use overview::Overview;
use server::{ReadJobs, ReadJobsOverview};

#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let address = use_address();
    let overview = Reading::live(|| ReadJobsOverview {});
    let jobs = Reading::live(move || ReadJobs {
        status: address.choice("status"),
        kind: address.choice("kind"),
        cursor: address.choice("cursor"),
    });
    let kinds = JobKind::ALL.map(|kind| (kind.as_str(), kind.words()));
    let kinds: Vec<_> = std::iter::once(("", "Any kind")).chain(kinds).collect();
    view! {
        <Heading
            title="Jobs"
            below="What is done later, outside the request that asked for it. A job exists exactly when its cause does, and none is lost when a worker dies."
        />
        {overview.show_part(|jobs| view! { <Overview jobs /> }.into_any())}
        <div class="mt-4">
            <Panel title="Each job">
                <Filters action="/admin/jobs" keeps=&["status"]>
                    <Choose label="Kind" name="kind" choices=kinds />
                </Filters>
                <Chips label="State" name="status" choices=STATES.to_vec() />
                {jobs.show_part(|page| view! { <JobTable page /> }.into_any())}
            </Panel>
        </div>
    }
    .into_any()
}

const STATES: [(&str, &str); 6] = [
    ("", "All"),
    ("queued", "Waiting"),
    ("running", "Running"),
    ("dead", "Dead"),
    ("done", "Done"),
    ("discarded", "Discarded"),
];

#[component]
fn JobTable(page: Page<JobView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <Empty glyph=Glyph::Lines title="No job fits" words="Choose another state or kind. Jobs that ended are forgotten after some days." /> }
            .into_any();
    }
    let row = |job: JobView| {
        let status = job.status;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline" href=format!("/admin/jobs/{}", job.id)>
                        {job.words.clone()}
                    </a>
                    <div class="text-xs quiet wrap-anywhere">
                        {tries_words(&job)} {job.last_error.clone().map(|error| format!(" · {error}"))}
                    </div>
                    <div class="sm:hidden mt-1">
                        <JobBadge status />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <ExactMoment at=job.created_at />
                    </span>
                </td>
                <td class=Column::WordsIfRoom.cell()>{job.worker}</td>
                <td class=Column::FiguresIfRoom.cell()>
                    <JobBadge status />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Jobs, newest first">
            <Head columns=COLUMNS />
            <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Job", Column::Words),
    ("Asked for", Column::WordsIfRoom),
    ("Worker", Column::WordsIfRoom),
    ("State", Column::FiguresIfRoom),
];

#[component]
pub(crate) fn JobBadge(status: JobStatus) -> impl IntoView {
    let (meaning, word) = match status {
        JobStatus::Queued => (Meaning::Calm, "waiting"),
        JobStatus::Running => (Meaning::Waiting, "running"),
        JobStatus::Done => (Meaning::Good, "done"),
        JobStatus::Dead => (Meaning::Bad, "dead"),
        JobStatus::Discarded => (Meaning::Calm, "discarded"),
    };
    view! { <Badge meaning word /> }.into_any()
}

/// `3 tries, 2 of 20 failures in a row`
pub(crate) fn tries_words(job: &JobView) -> String {
    let tries = match job.runs {
        0 => "not tried yet".to_owned(),
        1 => "1 try".to_owned(),
        more => format!("{more} tries"),
    };
    if job.failures == 0 {
        tries
    } else {
        format!("{tries}, {} of {} failures in a row", job.failures, job.failures_max)
    }
}
