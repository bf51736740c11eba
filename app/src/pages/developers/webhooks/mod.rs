//! Where a merchant's servers hear what happens.

mod choices; // which events
mod deliveries; // the log of an endpoint
mod one; // one endpoint, and what can be done about it
pub mod server;

pub(crate) use deliveries::{DeliveryBadge, how_it_went};
pub(crate) use one::EndpointPage;

use crate::ui::{
    act::Act,
    address::use_address,
    badge::{Badge, Meaning},
    button::Submit,
    date::Moment,
    empty::Empty,
    field::Field,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use choices::Events;
use domain::{
    page::Page,
    webhook_out::{
        Wanted,
        view::{EndpointStatus, EndpointView},
    },
};
use leptos::prelude::*;
use server::{CreateEndpoint, ReadEndpoints};

#[component]
pub(crate) fn WebhooksPage() -> impl IntoView {
    let address = use_address();
    let create = Act::new::<CreateEndpoint>();
    let endpoints = Reading::after([create], move || ReadEndpoints { cursor: address.choice("cursor") });
    let form = move || {
        // Made anew once an endpoint was made, so that pressing again does not make the same one twice.
        let _again = create.done();
        view! {
            <ActForm action=create fields=&["url", "events"]>
                <Field
                    label="Address of your server"
                    name="url"
                    kind="url"
                    hint="It begins with https:// and is reachable from the internet."
                    most=2048
                />
                <Events wanted=Wanted::everything() />
                <Submit busy="Adding…">"Add the endpoint"</Submit>
            </ActForm>
        }
    };
    view! {
        <Heading
            title="Webhooks"
            below="We tell your servers what happens, signed as Standard Webhooks does it, and try for a day until it is taken."
        />
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <Panel title="Endpoints">{endpoints.show_part(|page| view! { <Endpoints page /> }.into_any())}</Panel>
            <Panel title="Add an endpoint">{form}</Panel>
        </div>
    }
    .into_any()
}

#[component]
fn Endpoints(page: Page<EndpointView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Out
                title="No endpoint yet"
                words="Add the address of a server of yours, and it hears of every change of your payments, refunds and payouts."
            />
        }
        .into_any();
    }
    let row = |endpoint: EndpointView| {
        view! {
            <li class="py-3 row-line">
                <p class="text-sm font-medium wrap-anywhere">
                    <a class="hover:underline" href=format!("/merchant/developers/webhooks/{}", endpoint.id)>
                        {endpoint.url.clone()}
                    </a>
                    " "
                    <EndpointBadge endpoint=endpoint.clone() />
                </p>
                <p class="text-xs quiet wrap-anywhere">{events_words(&endpoint.events)}</p>
                <p class="text-xs quiet">"Added " <Moment at=endpoint.created_at /></p>
            </li>
        }
    };
    view! {
        <ul>{page.items.into_iter().map(row).collect_view()}</ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
fn EndpointBadge(endpoint: EndpointView) -> impl IntoView {
    let (meaning, word) = match (endpoint.status, endpoint.failing_since) {
        (EndpointStatus::Paused, _) => (Meaning::Bad, "paused"),
        (EndpointStatus::Active, Some(_)) => (Meaning::Waiting, "failing"),
        (EndpointStatus::Active, None) => (Meaning::Good, "active"),
    };
    view! { <Badge meaning word /> }.into_any()
}

fn events_words(wanted: &Wanted) -> String {
    if wanted.is_everything() { "Every event".to_owned() } else { wanted.names().join(", ") }
}
