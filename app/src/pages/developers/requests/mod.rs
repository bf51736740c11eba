//! What a merchant's servers asked, and what they were told.

pub mod server;

use crate::ui::{
    address::use_address,
    badge::{Badge, Meaning},
    button::{ButtonLink, Tone},
    date::ExactMoment,
    duration::millis_words,
    empty::Empty,
    filter::Chips,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::{page::Page, request_log::view::ApiRequestView};
use leptos::prelude::*;
use serde_json::Value;
use server::ReadRequests;

const CHOICES: [(&str, &str); 2] = [("", "All"), ("yes", "Refused")];

#[component]
pub(crate) fn RequestsPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::new(move || ReadRequests {
        refused: address.choice("refused"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading
            title="Requests"
            below="What your servers asked with their keys, for two weeks. Names, addresses, account numbers and whatever else could be about a person are masked before it is kept."
        >
            <ButtonLink href="/merchant/developers" tone=Tone::Quiet>
                "Developers"
            </ButtonLink>
        </Heading>
        <Panel>
            <Chips label="Which" name="refused" choices=CHOICES.to_vec() />
            {list.show_part(|page| view! { <List page /> }.into_any())}
        </Panel>
    }
    .into_any()
}

#[component]
fn List(page: Page<ApiRequestView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty glyph=Glyph::Lines title="No requests" words="As soon as a server of yours asks something with a key, it is listed here." />
        }
        .into_any();
    }
    view! {
        <ul>{page.items.into_iter().map(|request| view! { <One request /> }).collect_view()}</ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
fn One(request: ApiRequestView) -> impl IntoView {
    let meaning = if request.status < 400 { Meaning::Good } else { Meaning::Bad };
    let took = millis_words(i64::from(request.ms));
    view! {
        <li class="row-line py-3 text-sm">
            <div class="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
                <code class="text-xs font-medium min-w-0 wrap-anywhere">{format!("{} {}", request.method, request.path)}</code>
                <Badge meaning word=request.status.to_string() />
            </div>
            <p class="text-xs quiet mt-0.5 wrap-anywhere">
                <ExactMoment at=request.at /> {format!(" · {took} · {} · ", request.key)} <code>{request.request_id}</code>
            </p>
            <Bodies sent=request.request told=request.response />
        </li>
    }
    .into_any()
}

#[component]
fn Bodies(sent: Option<Value>, told: Option<Value>) -> impl IntoView {
    let part = |what: &'static str, body: Option<Value>| {
        let written = body.map(|body| serde_json::to_string_pretty(&body).unwrap_or_default());
        written.map(|written| {
            view! {
                <p class="label-quiet mt-2">{what}</p>
                <pre class="text-xs overflow-x-auto bg-base-200 rounded-field p-2" tabindex="0">{written}</pre>
            }
        })
    };
    if sent.is_none() && told.is_none() {
        return ().into_any();
    }
    view! {
        <details class="mt-1">
            <summary class="cursor-pointer text-xs link link-hover w-fit">"What was sent and answered"</summary>
            {part("Sent", sent)} {part("Answered", told)}
        </details>
    }
    .into_any()
}
