//! What a loan costs, computed in the browser by the code that books it.

mod cost; // what it costs, in words and figures
mod inputs; // two or three fields with their sliders
mod months; // month by month
pub(crate) mod server;
mod wish; // what is asked for, as it is typed

pub(crate) use cost::CostPanel;
pub(crate) use inputs::{AmountInput, MonthsInput, RateInput};
pub(crate) use months::{MonthByMonth, PRINCIPAL_AND_INTEREST, bar};
#[cfg(feature = "ssr")]
pub(crate) use wish::typed_amount;
pub(crate) use wish::{Cost, Wish};

use crate::ui::{ask_form::AskForm, button::ButtonLink, heading::Heading, load::Reading, panel::Panel};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server::{Ground, ReadGround};

#[component]
pub(crate) fn CalculatorPage() -> impl IntoView {
    let ground = Reading::new(|| ReadGround {});
    view! {
        <Heading
            title="What would it cost?"
            below="Move the sliders: every figure is computed here by the same code that would book the loan, to the paisa."
        />
        {ground.show_part(|ground| view! { <Calculator ground /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Calculator(ground: Ground) -> impl IntoView {
    let wish = Wish::of_query(&use_query_map().get_untracked(), &ground.limits);
    let cost = wish.cost(ground);
    view! {
        <div class="grid gap-4 lg:grid-cols-[1fr_1.1fr] items-start">
            <Panel>
                <AskForm action="/calculator" class="space-y-6">
                    <AmountInput wish cost limits=ground.limits />
                    <MonthsInput wish cost limits=ground.limits />
                    <RateInput wish cost />
                    <div class="flex flex-wrap gap-2">
                        <button type="submit" class="btn bg-base-100 border-base-300">"Show what it costs"</button>
                        <ApplyLink wish />
                    </div>
                </AskForm>
            </Panel>
            <div class="space-y-4 min-w-0" id="cost">
                <CostPanel wish cost />
                <MonthByMonth cost />
            </div>
        </div>
    }
    .into_any()
}

/// Takes the figures along to the application.
#[component]
fn ApplyLink(wish: Wish) -> impl IntoView {
    move || view! { <ButtonLink href=format!("/loans/apply{}", wish.query())>"Apply for it"</ButtonLink> }
}
