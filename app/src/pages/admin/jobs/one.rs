use super::{
    JobBadge,
    server::{DiscardJob, ReadJob, RetryJob},
};
use crate::ui::{
    act::Act,
    address::use_address,
    badge::{Badge, Meaning},
    button::{Size, Submit, Tone, class_of},
    copy_id::CopyId,
    date::ExactMoment,
    duration::millis_words,
    empty::Empty,
    facts::{Fact, Facts},
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::job::{
    JobKind,
    view::{JobPageView, JobRunView, JobStatus, JobView},
};
use leptos::prelude::*;

#[component]
pub(crate) fn JobPage() -> impl IntoView {
    let address = use_address();
    let (retry, discard) = (Act::new::<RetryJob>(), Act::new::<DiscardJob>());
    let page = Reading::live(move || ReadJob { job: address.part("job") });
    page.show(move |page| view! { <Job page retry discard /> }.into_any())
}

#[component]
fn Job(page: JobPageView, retry: Act, discard: Act) -> impl IntoView {
    let JobPageView { job, runs } = page;
    let mendable = matches!(job.status, JobStatus::Dead | JobStatus::Queued);
    view! {
        <Heading title=job.words.clone() below=job.kind.clone()>
            <JobBadge status=job.status />
        </Heading>
        <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
            <About job=job.clone() />
            {mendable.then(|| view! { <Mend job=job.id.to_string() retry discard /> })}
        </div>
        <Panel title="Tries">
            <Runs runs />
        </Panel>
    }
    .into_any()
}

#[component]
fn About(job: JobView) -> impl IntoView {
    let transfer = job.subject_id.filter(|_| job.kind == JobKind::TransferAdvance.as_str());
    let subject = match (transfer, job.subject_id) {
        (Some(transfer), _) => {
            view! { <a class="link text-primary" href=format!("/admin/transfers/{transfer}")>"this transfer"</a> }
                .into_any()
        }
        (None, Some(subject)) => view! { <CopyId id=subject.to_string() /> }.into_any(),
        (None, None) => "nothing of its own".into_any(),
    };
    view! {
        <Panel title="The job">
            <Facts>
                <Fact what="Looks after">{subject}</Fact>
                <Fact what="Tries so far">{job.runs}</Fact>
                <Fact what="Failures in a row">{format!("{} of {}", job.failures, job.failures_max)}</Fact>
                {(job.status == JobStatus::Queued)
                    .then(|| {
                        view! {
                            <Fact what="Next try">
                                <ExactMoment at=job.run_at />
                            </Fact>
                        }
                    })}
                {job.worker.map(|worker| view! { <Fact what="Worker"><span class="break-all">{worker}</span></Fact> })}
                {job.last_error.map(|error| view! { <Fact what="Last error"><span class="wrap-anywhere">{error}</span></Fact> })}
                <Fact what="Asked for">
                    <ExactMoment at=job.created_at />
                </Fact>
                {job
                    .ended_at
                    .map(|at| {
                        view! {
                            <Fact what="Ended">
                                <ExactMoment at />
                            </Fact>
                        }
                    })}
                <Fact what="By the request">
                    <span class="break-all">{job.request_id}</span>
                </Fact>
                <Fact what="Id">
                    <CopyId id=job.id.to_string() />
                </Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}

/// What can be done about it, each with what it does.
#[component]
fn Mend(job: String, retry: Act, discard: Act) -> impl IntoView {
    let refused = discard.refusal();
    let open = move || refused.with(Option::is_some).then_some(true);
    let to_discard = job.clone();
    view! {
        <Panel title="What to do">
            <p class="text-sm quiet mb-3">
                "Running it now forgives its failures. The bank knows our reference: tried twice, money moves once."
            </p>
            <ActForm action=retry class="">
                <input type="hidden" name="job" value=job />
                <Submit tone=Tone::Quiet busy="One moment…">"Run it now"</Submit>
            </ActForm>
            <details class="mt-4 pt-4 border-t border-base-300" open=open>
                <summary class=format!("marker-none {}", class_of(Tone::Quiet, Size::Small))>"Give it up"</summary>
                <p class="text-sm quiet my-3">
                    "What it looked after is not lost: an open transfer gets a new job by itself within seconds. This job is not tried again."
                </p>
                <ActForm action=discard class="">
                    <input type="hidden" name="job" value=to_discard />
                    <Submit tone=Tone::Danger busy="Giving it up…">"Discard this job"</Submit>
                </ActForm>
            </details>
        </Panel>
    }
    .into_any()
}

#[component]
fn Runs(runs: Vec<JobRunView>) -> impl IntoView {
    if runs.is_empty() {
        return view! { <Empty glyph=Glyph::Clock title="Not tried yet" words="A worker takes it when its time has come." /> }
            .into_any();
    }
    let row = |run: JobRunView| {
        let took = run.ended_at.map(|ended| millis_words((ended - run.started_at).num_milliseconds()));
        let (meaning, word) = outcome(run.outcome.as_deref());
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>{run.number}</td>
                <td class=Column::Words.cell()>
                    <Badge meaning word />
                    <div class="text-xs quiet mt-1 wrap-anywhere">{run.note}</div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <ExactMoment at=run.started_at />
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="break-all">{run.worker}</span>
                </td>
                <td class=Column::Figures.cell()>{took}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Every try, the latest first">
            <Head columns=RUNS />
            <tbody>{runs.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const RUNS: &[(&str, Column)] = &[
    ("Try", Column::Words),
    ("How it ended", Column::Words),
    ("Started", Column::WordsIfRoom),
    ("Worker", Column::WordsIfRoom),
    ("Took", Column::Figures),
];

fn outcome(outcome: Option<&str>) -> (Meaning, &'static str) {
    match outcome {
        None => (Meaning::Waiting, "running"),
        Some("done") => (Meaning::Good, "done"),
        Some("again") => (Meaning::Calm, "waits and comes back"),
        Some("failed") => (Meaning::Bad, "failed"),
        Some("lost") => (Meaning::Bad, "its worker died"),
        Some("handed_back") => (Meaning::Calm, "handed back"),
        Some(_) => (Meaning::Calm, "not known"),
    }
}
