//! The payment gateways: how they do, and how often each is chosen.

pub mod server;

use crate::{
    live,
    ui::{
        act::Act,
        amount::Amount,
        badge::{Badge, Meaning},
        button::{Size, Submit, Tone},
        facts::{Fact, Facts},
        field::Field,
        form::ActForm,
        heading::Heading,
        load::Reading,
        panel::Panel,
    },
};
use leptos::prelude::*;
use serde_json::Value;
use server::{GatewayScreen, ReadGateways, SetGateway};

#[component]
pub(crate) fn GatewaysPage() -> impl IntoView {
    // How a circuit stands is told by each worker when it shows that it is alive, and by nobody when it changes.
    live::provide_poll();
    let set = Act::new::<SetGateway>();
    let screen = Reading::live(|| ReadGateways {});
    view! {
        <Heading
            title="Gateways"
            below="A payment goes to one of those that are on, as often as its weight says against the others'. One that refuses before taking anything is followed by the next; one that does not answer is asked what became of it, and nobody else is."
        />
        {screen
            .show_part(move |gateways| {
                view! {
                    <div class="grid gap-4 lg:grid-cols-3 items-start">
                        {gateways.into_iter().map(|gateway| view! { <Gateway gateway set /> }).collect_view()}
                    </div>
                    <div class="mt-4">
                        <Own set />
                    </div>
                }
                    .into_any()
            })}
    }
    .into_any()
}

#[component]
fn Gateway(gateway: GatewayScreen, set: Act) -> impl IntoView {
    let GatewayScreen { switch, is_configured, seen } = gateway;
    let name = switch.name.as_str();
    let (meaning, word) = match (is_configured, switch.is_enabled) {
        (false, _) => (Meaning::Calm, "not configured"),
        (true, true) => (Meaning::Good, "on"),
        (true, false) => (Meaning::Bad, "off"),
    };
    let badge = view! { <Badge meaning word /> }.into_any();
    let (button, tone) =
        if switch.is_enabled { ("Switch off", Tone::Danger) } else { ("Switch on", Tone::Primary) };
    let own = switch.overrides.into_iter().map(move |own| {
        let merchant = own.merchant_id.to_string();
        view! {
            <li class="row-line py-2 flex flex-wrap items-center justify-between gap-2 text-sm">
                <a class="hover:underline wrap-anywhere" href=format!("/admin/merchants/{merchant}")>{own.merchant_name}</a>
                <span class="flex items-center gap-2">
                    <span class="tnum">{own.weight}</span>
                    <ActForm action=set class="">
                        <input type="hidden" name="gateway" value=name />
                        <input type="hidden" name="merchant_id" value=merchant />
                        <Submit tone=Tone::Quiet size=Size::Small busy="…">"Take away"</Submit>
                    </ActForm>
                </span>
            </li>
        }
    });
    let own: Vec<_> = own.collect();
    view! {
        <Panel title=switch.name.words() aside=badge>
            <Facts>
                <Fact what="Taken, last day">{switch.taken}</Fact>
                <Fact what="Refused, last day">{switch.refused}</Fact>
                <Fact what="Not known yet">{switch.open}</Fact>
                <Fact what="Owes us">
                    <Amount paise=switch.owes />
                </Fact>
            </Facts>
            <Health seen />
            <ActForm action=set fields=&["weight"] class="mt-4 flex flex-wrap items-end gap-2">
                <input type="hidden" name="gateway" value=name />
                <div class="flex-1 min-w-24">
                    <Field label=format!("Weight of {}", switch.name.words()) name="weight" value=switch.weight.to_string() most=4 />
                </div>
                <Submit tone=Tone::Quiet busy="Setting…">"Set"</Submit>
            </ActForm>
            <ActForm action=set class="mt-3">
                <input type="hidden" name="gateway" value=name />
                <input type="hidden" name="is_enabled" value=(!switch.is_enabled).to_string() />
                <Submit tone busy="Switching…">{button}</Submit>
            </ActForm>
            {(!own.is_empty())
                .then(|| {
                    view! {
                        <h3 class="label-quiet mt-4">"Merchants' own weights"</h3>
                        <ul>{own}</ul>
                    }
                })}
        </Panel>
    }
    .into_any()
}

/// The circuit, as each process sees it.
#[component]
fn Health(seen: Vec<(String, Value)>) -> impl IntoView {
    if seen.is_empty() {
        return view! { <p class="text-sm quiet mt-3">"No worker tells how it does."</p> }.into_any();
    }
    let row = |(process, breaker): (String, Value)| {
        let state = breaker.get("state").and_then(Value::as_str).unwrap_or_default();
        let failures = breaker.get("failures").and_then(Value::as_u64).unwrap_or_default();
        let (meaning, word) = match state {
            "closed" => (Meaning::Good, "answers"),
            "half_open" => (Meaning::Waiting, "one may try"),
            _ => (Meaning::Bad, "left alone"),
        };
        let failures = (failures > 0).then(|| format!("{failures} failures in a row"));
        view! {
            <li class="row-line py-2 flex flex-wrap items-center justify-between gap-2 text-sm">
                <span class="min-w-0 wrap-anywhere">
                    {process} <span class="block text-xs quiet">{failures}</span>
                </span>
                <Badge meaning word />
            </li>
        }
    };
    view! {
        <h3 class="label-quiet mt-4">"Circuit breaker"</h3>
        <ul>{seen.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

/// A merchant with weights of its own is sent to those gateways alone.
#[component]
fn Own(set: Act) -> impl IntoView {
    view! {
        <Panel title="A merchant's own weight">
            <p class="text-sm quiet mb-3">
                "A merchant that has weights of its own is sent only to the gateways that they name. Its id is on its page."
            </p>
            <ActForm action=set fields=&["merchant_id"] class="flex flex-wrap items-end gap-3">
                <div class="basis-72 grow">
                    <Field label="Merchant's id" name="merchant_id" most=40 />
                </div>
                <label class="text-sm font-medium">
                    <span class="block mb-1.5">"Gateway"</span>
                    <select name="gateway" class="select">
                        {domain::gateway::GatewayName::ALL
                            .map(|name| view! { <option value=name.as_str()>{name.words()}</option> })}
                    </select>
                </label>
                <label class="text-sm font-medium">
                    <span class="block mb-1.5">"Weight"</span>
                    <input name="weight" class="input w-24" inputmode="numeric" value="100" maxlength="4" />
                </label>
                <Submit tone=Tone::Quiet busy="Setting…">"Give it this weight"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}
