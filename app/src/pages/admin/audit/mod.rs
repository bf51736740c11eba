//! Who did what, and what it changed.

mod changes; // before and after, line by line
pub mod server;

use crate::ui::{
    address::use_address,
    copy_id::CopyId,
    date::ExactMoment,
    empty::Empty,
    filter::{FilterField, Filters},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    table::{Column, Head, ROW, Table},
};
use changes::{Change, changes};
use domain::{
    audit::view::{AuditPageView, AuditView},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server::ReadAudit;

#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let address = use_address();
    let found = Reading::new(move || ReadAudit {
        name: address.choice("name"),
        actor: address.choice("actor"),
        subject: address.choice("subject"),
        from: address.choice("from"),
        to: address.choice("to"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading
            title="Audit"
            below="Every command that changed anything: who gave it, and what it changed. No line is ever changed or removed."
        />
        {found.show_part(|found| view! { <Found found /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Found(found: AuditPageView) -> impl IntoView {
    view! {
        <Filters action="/admin/audit">
            <Command names=found.names />
            <FilterField label="Id of who did it" name="actor" class="input input-sm w-40" />
            <FilterField label="Id of what it was about" name="subject" class="input input-sm w-40" />
            <FilterField label="From" name="from" kind="date" />
            <FilterField label="To" name="to" kind="date" />
        </Filters>
        <Lines page=found.page />
    }
    .into_any()
}

/// One of those that were ever given.
#[component]
fn Command(names: Vec<String>) -> impl IntoView {
    let chosen = use_query_map().with_untracked(|query| query.get("name").unwrap_or_default());
    let option = |name: String| {
        let selected = name == chosen;
        view! {
            <option value=name.clone() selected=selected>
                {name.clone()}
            </option>
        }
    };
    view! {
        <label class="text-xs font-medium">
            <span class="block mb-1">"Command"</span>
            <select name="name" class="select select-sm w-auto max-w-full">
                <option value="">"Any"</option>
                {names.into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("When", Column::WordsIfRoom),
    ("Who and what", Column::Words),
    ("What it changed", Column::WordsIfRoom),
];

#[component]
fn Lines(page: Page<AuditView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Search title="Nothing fits" words="Choose another command, another id or other days." />
            </div>
        }
        .into_any();
    }
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Commands, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(|line| view! { <Line line /> }).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
fn Line(line: AuditView) -> impl IntoView {
    let all = changes(line.before.as_ref(), line.after.as_ref());
    let who = match (line.actor_id, line.actor_name) {
        (Some(id), name) => view! {
            <a class="hover:underline" href=format!("/admin/audit?actor={id}")>
                {name.unwrap_or_else(|| id.to_string())}
            </a>
        }
        .into_any(),
        (None, _) => view! { <span class="quiet">"the product itself"</span> }.into_any(),
    };
    let about = line.subject_id.map(|id| {
        let kind = line.subject_kind.replace('_', " ");
        view! {
            <a class="hover:underline" href=format!("/admin/audit?subject={id}") title="What else happened to it">
                {kind}
            </a>
            " "
            <CopyId id=id.to_string() />
        }
    });
    view! {
        <tr class=ROW>
            <td class=Column::WordsIfRoom.cell()>
                <span class="quiet">
                    <ExactMoment at=line.recorded_at />
                </span>
            </td>
            <td class=Column::Words.cell()>
                <code class="text-xs font-medium">{line.name}</code>
                <div class="text-sm">{who}</div>
                <div class="text-xs quiet">{about}</div>
                <div class="sm:hidden text-xs quiet">
                    <ExactMoment at=line.recorded_at />
                </div>
                <div class="sm:hidden mt-1">
                    <Changes all=all.clone() />
                </div>
                <div class="text-xs quiet">"Request " <CopyId id=line.request_id /></div>
            </td>
            <td class=Column::WordsIfRoom.cell()>
                <Changes all />
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Changes(all: Vec<Change>) -> impl IntoView {
    let line = |change: Change| {
        view! {
            <li class="wrap-anywhere">
                <span class="quiet">{change.field.replace('_', " ")}": "</span>
                {change.before.map(|before| view! { <del class="quiet no-underline">{before}</del> " → " })}
                {change.after}
            </li>
        }
    };
    view! { <ul class="text-xs">{all.into_iter().map(line).collect_view()}</ul> }.into_any()
}
