//! A borrower's first page: what needs attention on top, then what they hold and what they owe.

mod attention; // what needs doing
mod cards; // wallet and loans
pub mod server;

use super::wallet::Movements;
use crate::first_load::use_who;
use crate::ui::{
    button::ButtonLink, empty::Empty, heading::Heading, icon::Glyph, load::Reading, panel::Panel,
};
use attention::Attention;
use cards::{LoanCard, PlansCard, WalletCard};
use domain::{calendar, loan::view::BorrowerHomeView};
use leptos::prelude::*;
use server::ReadHome;

#[component]
pub(crate) fn DashboardPage() -> impl IntoView {
    let home = Reading::live(|| ReadHome {});
    home.show(|home| view! { <Dashboard home /> }.into_any())
}

#[component]
fn Dashboard(home: BorrowerHomeView) -> impl IntoView {
    let name = use_who().map(|who| who.name).unwrap_or_default();
    let first_name = name.split_whitespace().next().unwrap_or_default().to_owned();
    let title = format!("{}, {first_name}", greeting(home.hour));
    let open: Vec<_> = home.loans.iter().filter(|card| card.loan.status.is_open()).cloned().collect();
    let (plans, has_plans) = (home.plans.clone(), home.plans.open > 0);
    let none_open = open.is_empty() && !has_plans;
    view! {
        <Heading title above=calendar::show_weekday_date(home.today)>
            <ButtonLink href="/loans/apply">"Apply for a loan"</ButtonLink>
        </Heading>
        <Attention home=home.clone() />
        <div class="grid gap-4 grid-cols-[repeat(auto-fit,minmax(min(100%,18rem),1fr))] mb-4">
            <WalletCard home=home.clone() />
            {open.into_iter().map(|card| view! { <LoanCard card /> }).collect_view()}
            {has_plans.then(|| view! { <PlansCard plans /> })}
            {none_open.then(|| view! { <NoLoans /> })}
        </div>
        <Panel
            title="Recent movements"
            aside=view! { <a class="link link-hover text-sm text-primary" href="/wallet">"All movements"</a> }.into_any()
        >
            <Movements transactions=home.transactions />
        </Panel>
    }
    .into_any()
}

const fn greeting(hour: u32) -> &'static str {
    match hour {
        4..=11 => "Good morning",
        12..=16 => "Good afternoon",
        _ => "Good evening",
    }
}

#[component]
fn NoLoans() -> impl IntoView {
    view! {
        <div class="panel">
            <Empty
                glyph=Glyph::Calculator
                title="Nothing is owed"
                words="When you need money, see first what it would cost: every instalment, and what it is made of."
            >
                <ButtonLink href="/loans/apply">"See what a loan would cost"</ButtonLink>
            </Empty>
        </div>
    }
    .into_any()
}
