//! What this is, on one screen, and the calculator to try.

use super::calculator::{
    AmountInput, CostPanel, MonthsInput, Wish,
    server::{Ground, ReadGround},
};
use crate::{
    first_load::use_who,
    ui::{
        ask_form::AskForm,
        button::{ButtonLink, Tone},
        icon::{Glyph, Icon},
        load::Reading,
        panel::Panel,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let ground = Reading::new(|| ReadGround {});
    view! {
        <Title text="Kist" />
        <div class="grid gap-x-12 gap-y-6 lg:grid-cols-[1fr_1.1fr] items-start">
            <Pitch />
            <div class="min-w-0 lg:row-span-2">{ground.show_part(|ground| view! { <TryIt ground /> }.into_any())}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Pitch() -> impl IntoView {
    let promises = [
        (
            Glyph::Calculator,
            "The cost first",
            "EMI, interest, yearly cost and every due date, before you send anything.",
        ),
        (
            Glyph::Clock,
            "Early is cheaper",
            "Close your loan on any day: interest stops that day, and closing costs no fee.",
        ),
        (
            Glyph::Book,
            "Nothing is lost",
            "Each rupee is an entry on a double-entry ledger, and each payment has its receipt.",
        ),
    ];
    let promise = |(glyph, title, words): (Glyph, &'static str, &'static str)| {
        view! {
            <li class="flex gap-3">
                <span class="text-primary mt-0.5">
                    <Icon glyph />
                </span>
                <div>
                    <p class="font-medium">{title}</p>
                    <p class="text-sm quiet">{words}</p>
                </div>
            </li>
        }
    };
    view! {
        <div>
            <h1 class="text-3xl sm:text-4xl lg:text-5xl font-semibold tracking-tight text-balance">
                "Borrow, and see every paisa of it."
            </h1>
            <p class="quiet mt-4 text-lg max-w-xl text-pretty">
                "Move the sliders to see what a loan would cost. Once it is approved, the money is in your wallet the same moment, and you see what each instalment is made of."
            </p>
            <div class="flex flex-wrap gap-2 mt-6">{ways_in()}</div>
            <ul class="mt-8 space-y-4">{promises.map(promise)}</ul>
        </div>
    }
    .into_any()
}

fn ways_in() -> AnyView {
    match use_who() {
        Some(who) => view! { <ButtonLink href=who.home()>"To your account"</ButtonLink> }.into_any(),
        None => view! {
            <ButtonLink href="/register">"Open an account"</ButtonLink>
            <ButtonLink href="/sign-in" tone=Tone::Quiet>"Sign in"</ButtonLink>
        }
        .into_any(),
    }
}

/// The calculator in small, at the rate that an application gets.
#[component]
fn TryIt(ground: Ground) -> impl IntoView {
    let wish = Wish::of_query(&use_query_map().get_untracked(), &ground.limits);
    let cost = wish.cost(ground);
    view! {
        <div class="space-y-4">
            <Panel>
                <AskForm action="/calculator" class="grid gap-5 sm:grid-cols-2 items-start">
                    <AmountInput wish cost limits=ground.limits />
                    <MonthsInput wish cost limits=ground.limits />
                    <button type="submit" class="btn btn-sm bg-base-100 border-base-300 sm:col-span-2">
                        "See every month of it"
                    </button>
                </AskForm>
            </Panel>
            <CostPanel wish cost />
        </div>
    }
    .into_any()
}
