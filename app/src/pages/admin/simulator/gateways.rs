//! The pretend payment gateways: each does one thing at a time, which can be said in a word.

use super::server::Mood;
use crate::ui::{
    act::Act,
    button::{Size, Submit, Tone},
    form::ActForm,
    panel::Panel,
};
use domain::gateway::GatewayName;
use leptos::prelude::*;
use serde_json::Value;

#[component]
pub(super) fn PretendGateways(gateways: Value, change: Act) -> impl IntoView {
    let row = move |name: GatewayName| {
        let now = gateways.get(name.as_str()).map(Mood::of);
        let label = format!("What {} does", name.words());
        let choice = move |mood: Mood| {
            view! { <option value=mood.as_str() selected=now == Some(mood)>{mood.words()}</option> }
        };
        view! {
            <li class="row-line py-3">
                <ActForm action=change class="flex flex-wrap items-center gap-3 text-sm">
                    <input type="hidden" name="gateway" value=name.as_str() />
                    <span class="font-medium basis-40 grow sm:grow-0">{name.words()}</span>
                    <select name="mood" class="select select-sm flex-1 min-w-48" aria-label=label>
                        {Mood::ALL.map(choice)}
                    </select>
                    <Submit tone=Tone::Quiet size=Size::Small busy="Telling it…">"Set"</Submit>
                </ActForm>
            </li>
        }
    };
    view! {
        <Panel title="Payment gateways">
            <p class="text-sm quiet mb-2">
                "The pretend gateways that payments go through. How they are seen from here, and how often each is chosen, is told with "
                <a class="link" href="/admin/gateways">"the gateways"</a> "."
            </p>
            <ul>{GatewayName::ALL.map(row)}</ul>
        </Panel>
    }
    .into_any()
}
