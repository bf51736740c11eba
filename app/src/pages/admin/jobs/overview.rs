use crate::ui::{
    badge::{Badge, Meaning},
    date::ExactMoment,
    duration::seconds_words,
    empty::Empty,
    icon::Glyph,
    notice::{Notice, Tone},
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::job::view::{JobsView, PeriodicView, QueueView, WorkerView};
use leptos::prelude::*;
use serde_json::Value;

/// A worker that is well takes what is due at once; after this long somebody should look.
const LATE_SECONDS: i64 = 30;

#[component]
pub(super) fn Overview(jobs: JobsView) -> impl IntoView {
    let nobody = !jobs.workers.iter().any(|worker| worker.alive);
    view! {
        {nobody
            .then(|| {
                view! {
                    <Notice tone=Tone::Warning>
                        "Nobody works at the moment: no worker was seen within the last seconds. What is asked for waits and is not lost."
                    </Notice>
                }
            })}
        <Panel title="Each kind">
            <Queues queues=jobs.queues />
        </Panel>
        <div class="grid gap-4 lg:grid-cols-2 items-start mt-4">
            <Panel title="Who works">
                <Workers workers=jobs.workers />
            </Panel>
            <Panel title="Done again and again">
                <Periodic periodic=jobs.periodic />
            </Panel>
        </div>
    }
    .into_any()
}

#[component]
fn Queues(queues: Vec<QueueView>) -> impl IntoView {
    let row = |queue: QueueView| {
        let list = |status: &str| format!("/admin/jobs?kind={}&status={status}", queue.kind);
        let late = queue.oldest_ready_seconds >= LATE_SECONDS;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline" href=format!("/admin/jobs?kind={}", queue.kind)>
                        {queue.words.clone()}
                    </a>
                    <code class="block text-xs quiet">{queue.kind.clone()}</code>
                </td>
                <td class=Column::Figures.cell()>
                    {queue.ready}
                    {(queue.ready > 0)
                        .then(|| {
                            view! {
                                <span class=if late { "block text-xs text-error" } else { "block text-xs quiet" }>
                                    {if late { "late: " } else { "since " }}
                                    {seconds_words(queue.oldest_ready_seconds)}
                                </span>
                            }
                        })}
                </td>
                <td class=Column::Figures.cell()>{queue.scheduled}</td>
                <td class=Column::Figures.cell()>{queue.running}</td>
                <td class=Column::Figures.cell()>
                    {if queue.dead > 0 {
                        view! {
                            <a href=list("dead") class="link link-hover text-error font-medium">
                                {queue.dead}
                                <span class="sr-only">" dead: show them"</span>
                            </a>
                        }
                            .into_any()
                    } else {
                        "0".into_any()
                    }}
                </td>
                <td class=Column::Figures.cell()>{queue.runs_last_minute}</td>
                <td class=Column::Figures.cell()>{queue.runs_last_hour}</td>
                <td class=Column::Figures.cell()>{queue.failed_last_hour}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Each kind of job in figures" dense=true>
            <Head columns=QUEUES />
            <tbody>{queues.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const QUEUES: &[(&str, Column)] = &[
    ("Kind", Column::Words),
    ("Ready", Column::Figures),
    ("Scheduled", Column::Figures),
    ("Running", Column::Figures),
    ("Dead", Column::Figures),
    ("Last minute", Column::Figures),
    ("Last hour", Column::Figures),
    ("Of those failed", Column::Figures),
];

#[component]
fn Workers(workers: Vec<WorkerView>) -> impl IntoView {
    if workers.is_empty() {
        return view! { <Empty glyph=Glyph::Device title="No worker" words="None was seen within the last hour." /> }
            .into_any();
    }
    let worker = |worker: WorkerView| {
        let (meaning, word) =
            if worker.alive { (Meaning::Good, "at work") } else { (Meaning::Bad, "not seen lately") };
        view! {
            <li class="row-line py-3 text-sm">
                <div class="flex flex-wrap justify-between gap-x-3 gap-y-1">
                    <span class="font-medium wrap-anywhere">{worker.name}</span>
                    <Badge meaning word />
                </div>
                <p class="text-xs quiet mt-0.5">
                    {format!("{} of {} slots busy · last seen ", worker.busy, worker.slots)} <ExactMoment at=worker.seen_at />
                </p>
                <Breakers breakers=worker.breakers />
            </li>
        }
    };
    view! { <ul>{workers.into_iter().map(worker).collect_view()}</ul> }.into_any()
}

/// By the name of what they protect. Each process has its own.
#[component]
fn Breakers(breakers: Value) -> impl IntoView {
    let breaker = |(name, breaker): (&String, &Value)| {
        let state = breaker.get("state").unwrap_or(breaker).as_str().unwrap_or_default();
        let failures = breaker.get("failures").and_then(Value::as_u64).unwrap_or_default();
        let (meaning, word, words) = match state {
            "closed" => (Meaning::Good, "closed", "it may be asked".to_owned()),
            "open" => {
                (Meaning::Bad, "open", format!("left alone for a while after {failures} failures in a row"))
            }
            "half_open" | "half-open" => (Meaning::Waiting, "half-open", "one question decides".to_owned()),
            _ => (Meaning::Calm, "not known", String::new()),
        };
        view! {
            <li class="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
                <span>"Circuit to " {name.clone()} ":"</span>
                <Badge meaning word />
                <span class="quiet">{words}</span>
            </li>
        }
    };
    let breakers: Vec<_> = breakers.as_object().into_iter().flatten().map(breaker).collect();
    (!breakers.is_empty()).then(|| view! { <ul class="mt-2 space-y-1">{breakers}</ul> }).into_any()
}

#[component]
fn Periodic(periodic: Vec<PeriodicView>) -> impl IntoView {
    if periodic.is_empty() {
        return view! { <Empty glyph=Glyph::Clock title="Nothing planned yet" words="The first worker that starts plans it." /> }
            .into_any();
    }
    let row = |periodic: PeriodicView| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="hover:underline" href=format!("/admin/jobs?kind={}", periodic.kind)>{periodic.words}</a>
                    <span class="block text-xs quiet">"Every " {seconds_words(periodic.every_seconds.into())}</span>
                </td>
                <td class=Column::Words.cell()>
                    <ExactMoment at=periodic.next_at />
                    {periodic
                        .last_at
                        .map(|at| {
                            view! {
                                <span class="block text-xs quiet">"before: " <ExactMoment at /></span>
                            }
                        })}
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="What is done again and again">
            <Head columns=PERIODIC />
            <tbody>{periodic.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const PERIODIC: &[(&str, Column)] = &[("What", Column::Words), ("Next", Column::Words)];
