//! The day's figures.

mod attention; // what is stuck
mod flows; // paid out and collected, day by day
pub mod server;

use crate::ui::{
    amount::{Amount, BigAmount},
    button::ButtonLink,
    date::ExactMoment,
    heading::Heading,
    icon::{Glyph, Icon},
    load::Reading,
    panel::{FigurePanel, Panel},
    table::{Column, Head, ROW, Table},
};
use attention::Attention;
use domain::{
    calendar,
    loan::view::{OverdueBucket, TodayView},
};
use flows::Flows;
use leptos::prelude::*;
use server::{ReadToday, TodayScreen};

#[component]
pub(crate) fn TodayPage() -> impl IntoView {
    let today = Reading::live(|| ReadToday {});
    today.show(|screen| view! { <Today screen /> }.into_any())
}

#[component]
fn Today(screen: TodayScreen) -> impl IntoView {
    let TodayScreen { today, attention } = screen;
    view! {
        <Heading title="Today" above=calendar::show_weekday_date(today.today) />
        <Queue today=today.clone() />
        <Attention attention />
        <div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-4 mb-4">
            <FigurePanel title="Paid out today">
                <BigAmount paise=today.disbursed_today />
            </FigurePanel>
            <FigurePanel title="Collected today">
                <BigAmount paise=today.collected_today />
            </FigurePanel>
            <FigurePanel title="Principal out on loan">
                <BigAmount paise=today.principal_outstanding />
                <p class="text-sm quiet mt-1">{counted(today.active_loans, "running loan", "running loans")}</p>
            </FigurePanel>
            <FigurePanel title="In wallets">
                <BigAmount paise=today.wallets_total />
                <p class="text-sm quiet mt-1">{counted(today.people, "person", "people")}</p>
            </FigurePanel>
        </div>
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <Flows days=today.days />
            <Overdue loans=today.overdue_loans amount=today.overdue_amount ages=today.overdue_by_age />
        </div>
    }
    .into_any()
}

/// What waits for the admin stands on top.
#[component]
fn Queue(today: TodayView) -> impl IntoView {
    if today.waiting == 0 {
        return view! { <p class="panel p-4 sm:p-5 mb-4 text-sm quiet">"No application is waiting."</p> }
            .into_any();
    }
    view! {
        <section
            class="panel p-4 sm:p-5 mb-4 flex flex-wrap items-center gap-4 border-l-4 border-l-accent"
            aria-label="Applications that wait"
        >
            <span class="text-accent">
                <Icon glyph=Glyph::Clock />
            </span>
            <div class="flex-1 min-w-48">
                <p class="font-medium">{counted(today.waiting, "application waits", "applications wait")} " for a decision"</p>
                {today
                    .oldest_waiting_since
                    .map(|since| view! { <p class="text-sm quiet">"The oldest since " <ExactMoment at=since /></p> })}
            </div>
            <ButtonLink href="/admin/approvals">"Decide"</ButtonLink>
        </section>
    }
    .into_any()
}

#[component]
fn Overdue(loans: i64, amount: domain::money::Paise, ages: Vec<OverdueBucket>) -> impl IntoView {
    let row = |age: OverdueBucket| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>{age.words}</td>
                <td class=Column::Figures.cell()>{age.loans}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=age.amount />
                </td>
            </tr>
        }
    };
    view! {
        <Panel
            title="Overdue"
            aside=view! { <a class="link link-hover text-sm text-primary" href="/admin/loans?overdue=yes">"These loans"</a> }.into_any()
        >
            <p class="text-2xl font-semibold tracking-tight tnum">{amount.show()}</p>
            <p class="text-sm quiet mb-2">{counted(loans, "loan", "loans")}</p>
            <Table caption="What is overdue, by the age of the oldest unpaid instalment">
                <Head columns=AGES />
                <tbody>{ages.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Panel>
    }
    .into_any()
}

const AGES: &[(&str, Column)] =
    &[("Days past due", Column::Words), ("Loans", Column::Figures), ("Overdue", Column::Figures)];

pub(crate) fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
