use crate::ui::{
    amount::Amount,
    badge::{Badge, Meaning},
    date::Day,
    empty::Empty,
    icon::Glyph,
    table::{Column, Head, ROW, Table},
};
use domain::plan::{
    InstalmentState, PlanState,
    view::{InstalmentView, PlanView},
};
use leptos::prelude::*;

/// Where a plan stands.
#[component]
pub(crate) fn PlanBadge(plan: PlanView) -> impl IntoView {
    let overdue = plan.installments.iter().filter(|one| one.status == InstalmentState::Overdue).count();
    let (meaning, word) = match plan.status {
        PlanState::Active if overdue > 0 => (Meaning::Bad, "overdue".to_owned()),
        PlanState::Active => (Meaning::Good, "running, on time".to_owned()),
        PlanState::Completed => (Meaning::Calm, "paid off".to_owned()),
        PlanState::Cancelled => (Meaning::Calm, "cancelled".to_owned()),
    };
    view! { <Badge meaning word /> }.into_any()
}

fn instalment_badge(one: &InstalmentView) -> (Meaning, String) {
    match one.status {
        InstalmentState::Paid => (Meaning::Good, "paid".to_owned()),
        InstalmentState::Refunded => (Meaning::Calm, "refunded".to_owned()),
        InstalmentState::Upcoming => (Meaning::Calm, "upcoming".to_owned()),
        InstalmentState::Overdue if one.days_overdue == 1 => (Meaning::Bad, "1 day overdue".to_owned()),
        InstalmentState::Overdue => (Meaning::Bad, format!("{} days overdue", one.days_overdue)),
    }
}

/// Each instalment with its state.
#[component]
pub(crate) fn Instalments(rows: Vec<InstalmentView>) -> impl IntoView {
    let row = |one: InstalmentView| {
        let (meaning, word) = instalment_badge(&one);
        let notes: Vec<String> = [
            one.refunded_amount.is_positive().then(|| format!("{} refunded", one.refunded_amount.show())),
            one.penalty_amount.is_positive().then(|| format!("{} for being late", one.penalty_amount.show())),
        ]
        .into_iter()
        .flatten()
        .collect();
        let notes = notes.join(" · ");
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <div class="font-medium">{format!("{}. ", one.number)} <Day date=one.due_date /></div>
                    {(!notes.is_empty()).then(|| view! { <div class="text-xs quiet">{notes}</div> })}
                    <div class="mt-1">
                        <Badge meaning word />
                    </div>
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=one.amount_due />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="The instalments, in their order">
            <Head columns=INSTALMENT_COLUMNS />
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const INSTALMENT_COLUMNS: &[(&str, Column)] = &[("Due", Column::Words), ("Amount", Column::Figures)];

/// Plans, newest first; each leads to `base` and its id. Who bought is shown where it is not whoever looks.
#[component]
pub(crate) fn PlanTable(rows: Vec<PlanView>, base: &'static str, mine: bool) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Shop
                title="No plans"
                words="What is bought on instalments is listed here, with what is still to be paid."
            />
        }
        .into_any();
    }
    let row = move |plan: PlanView| {
        let title = plan.description.clone().unwrap_or_else(|| "Purchase".to_owned());
        let who = if mine { plan.merchant_name.clone() } else { plan.user.full_name.clone() };
        let paid = plan.installments.iter().filter(|one| one.status == InstalmentState::Paid).count();
        let below = format!("{who} · {paid} of {} paid", plan.installments.len());
        let next = plan.installments.iter().find(|one| one.asks_for().is_positive());
        let next = next.map(|one| one.due_date);
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <div class="font-medium wrap-anywhere">
                        <a class="hover:underline" href=format!("{base}/{}", plan.id)>{title}</a>
                    </div>
                    <div class="text-xs quiet wrap-anywhere">{below}</div>
                    <div class="mt-1">
                        <PlanBadge plan=plan.clone() />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>{next.map(|date| view! { <Day date /> })}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=plan.outstanding_amount />
                    <div class="text-xs quiet">"of " <Amount paise=plan.total_amount /></div>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Plans, newest first">
            <Head columns=COLUMNS />
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("What", Column::Words), ("Next due", Column::WordsIfRoom), ("Left to pay", Column::Figures)];

/// The states as a filter offers them.
pub(crate) fn state_choices() -> Vec<(&'static str, &'static str)> {
    let states = PlanState::ALL.into_iter().map(|state| (state.as_str(), state.words()));
    std::iter::once(("", "All")).chain(states).collect()
}
