//! The pretend bank of a demonstration, told how to behave while it runs.

mod gateways; // the pretend ones, each in one word
pub mod server;
mod settings; // each with its meaning

use crate::ui::{
    act::Act,
    badge::{Badge, Meaning},
    button::{ButtonLink, Submit, Tone},
    empty::Empty,
    field::Field,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::explain::Kind;
use gateways::PretendGateways;
use leptos::prelude::*;
use serde_json::Value;
use server::{ReadSimulator, SetOutage, SetPretendGateway, SetSimulator};
use settings::{FIELDS, GROUPS, Group, MAGIC, MAGIC_PAYMENTS, MAGIC_REFUNDS, Setting, Unit};

#[component]
pub(crate) fn SimulatorPage() -> impl IntoView {
    let (change, switch) = (Act::new::<SetSimulator>(), Act::new::<SetOutage>());
    let gateway = Act::new::<SetPretendGateway>();
    let settings = Reading::after([change, switch, gateway], || ReadSimulator {});
    settings.show_or(
        move |settings| view! { <Control settings change switch gateway /> }.into_any(),
        |refusal| (refusal.0.kind == Kind::NotFound).then(|| view! { <NoSimulator /> }.into_any()),
    )
}

/// Where money is real, nobody tells the bank how to behave.
#[component]
fn NoSimulator() -> impl IntoView {
    view! {
        <Heading title="Bank" />
        <div class="panel">
            <Empty
                glyph=Glyph::Bank
                title="There is no pretend bank here"
                words="Only a demonstration has one that can be told how to behave. How the bank is doing is told with the jobs."
            >
                <ButtonLink href="/admin/jobs" tone=Tone::Quiet>
                    "To the jobs"
                </ButtonLink>
            </Empty>
        </div>
    }
    .into_any()
}

#[component]
fn Control(settings: Value, change: Act, switch: Act, gateway: Act) -> impl IntoView {
    let outage = settings.get("outage").and_then(Value::as_bool).unwrap_or_default();
    let gateways = settings.get("gateways").cloned().unwrap_or_default();
    let group = move |group: &'static Group| view! { <Settings group settings=settings.clone() /> };
    view! {
        <Heading title="Bank" below="The pretend bank of this demonstration. What you change here holds at once, for every transfer that is sent from now on." />
        <Outage outage switch />
        <ActForm action=change fields=FIELDS class="space-y-4">
            <div class="grid gap-4 lg:grid-cols-2 items-start">{GROUPS.iter().map(group).collect_view()}</div>
            <Submit busy="Telling the bank…">"Behave like this"</Submit>
        </ActForm>
        <div class="mt-4 space-y-4">
            <PretendGateways gateways change=gateway />
            <Magic />
        </div>
    }
    .into_any()
}

/// Apart from the rest: it is what one switches while others look.
#[component]
fn Outage(outage: bool, switch: Act) -> impl IntoView {
    let (meaning, word, words, button, tone) = if outage {
        (
            Meaning::Bad,
            "out of service",
            "Every request and every question is answered with 503. Transfers wait, and go on by themselves afterwards.",
            "End the outage",
            Tone::Primary,
        )
    } else {
        (
            Meaning::Good,
            "in service",
            "An outage answers every request and every question with 503. What is under way waits; nothing is lost.",
            "Begin an outage",
            Tone::Danger,
        )
    };
    view! {
        <section class="panel p-4 sm:p-5 mb-4 flex flex-wrap items-center justify-between gap-4" aria-label="Outage">
            <div class="min-w-0 flex-1 basis-64">
                <Badge meaning word />
                <p class="text-sm quiet mt-1">{words}</p>
            </div>
            <ActForm action=switch class="">
                <input type="hidden" name="outage" value=(!outage).to_string() />
                <Submit tone busy="Telling the bank…">{button}</Submit>
            </ActForm>
        </section>
    }
    .into_any()
}

#[component]
fn Settings(group: &'static Group, settings: Value) -> impl IntoView {
    let field = move |setting: &'static Setting| {
        let value = settings.get(setting.name).map(|value| setting.shown(value)).unwrap_or_default();
        let label = match setting.unit {
            Unit::Percent => format!("{} (%)", setting.label),
            Unit::Milliseconds => format!("{} (ms)", setting.label),
            Unit::Number => setting.label.to_owned(),
        };
        view! { <Field label name=setting.name value hint=setting.meaning.to_owned() most=20 /> }
    };
    view! {
        <Panel title=group.title>
            <p class="text-sm quiet mb-3">{group.words}</p>
            <div class="grid gap-4 sm:grid-cols-2">{group.settings.iter().map(field).collect_view()}</div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Magic() -> impl IntoView {
    let payments = MAGIC_PAYMENTS.into_iter().chain(MAGIC_REFUNDS).collect();
    view! {
        <Panel title="Magic amounts">
            <p class="text-sm quiet mb-2">
                "The last three digits of an amount in paise decide what becomes of it, whatever the settings say."
            </p>
            <Fates caption="Amounts with a fixed fate" rows=MAGIC.to_vec() />
        </Panel>
        <Panel title="Magic amounts of payments">
            <p class="text-sm quiet mb-2">"The same digits mean something else at a payment gateway."</p>
            <Fates caption="Payments with a fixed fate" rows=payments />
        </Panel>
    }
    .into_any()
}

#[component]
fn Fates(caption: &'static str, rows: Vec<(&'static str, &'static str, &'static str)>) -> impl IntoView {
    let row = |(digits, example, does): (&'static str, &'static str, &'static str)| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <code class="tnum">{digits}</code>
                </td>
                <td class=Column::Figures.cell()>{example}</td>
                <td class="py-3 pl-6 align-top">{does}</td>
            </tr>
        }
    };
    view! {
        <Table caption>
            <Head columns=COLUMNS />
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("Ends in", Column::Words), ("Such as", Column::Figures), ("What happens", Column::Figures)];
