use crate::ui::{
    amount::Amount,
    chart::{Bar, Bars, Series},
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{book::view::BookMonth, calendar, money::Paise};
use leptos::prelude::*;

/// From the youngest to the oldest arrears, each once.
const AGES: &[Series] = &[
    Series { name: "nothing overdue", fill: "fill-primary", chip: "bg-primary" },
    Series { name: "1–30 days", fill: "fill-accent", chip: "bg-accent" },
    Series { name: "31–60 days", fill: "fill-warning", chip: "bg-warning" },
    Series { name: "61–90 days", fill: "fill-secondary", chip: "bg-secondary" },
    Series { name: "over 90 days", fill: "fill-error", chip: "bg-error" },
];

fn ages(month: &BookMonth) -> [Paise; 5] {
    [
        month.outstanding.saturating_sub(month.late),
        month.late.saturating_sub(month.over_30),
        month.over_30.saturating_sub(month.over_60),
        month.over_60.saturating_sub(month.over_90),
        month.over_90,
    ]
}

/// Principal at the end of each month, by what is overdue of it.
#[component]
pub(super) fn Months(months: Vec<BookMonth>) -> impl IntoView {
    let bar = |month: &BookMonth| Bar {
        label: calendar::show_month(month.month),
        parts: ages(month).map(Paise::get).to_vec(),
        words: format!(
            "{} · {}, of it {} overdue",
            calendar::show_month(month.month),
            month.outstanding.show(),
            month.late.show(),
        ),
        faded: false,
    };
    let bars: Vec<Bar> = months.iter().map(bar).collect();
    let row = |month: &BookMonth| {
        let [fine, ages @ ..] = ages(month);
        view! {
            <tr class=ROW>
                <td class=format!("{} whitespace-nowrap", Column::Words.cell())>{calendar::show_month(month.month)}</td>
                <td class=Column::Figures.cell()>{month.loans}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=fine />
                </td>
                {ages
                    .map(|amount| view! { <td class=Column::Figures.cell()><Amount paise=amount /></td> })
                    .collect_view()}
            </tr>
        }
    };
    view! {
        <Panel title="Principal out, by what is overdue">
            <Bars
                series=AGES
                bars=Signal::stored(bars)
                label="Principal out on loan at the end of each month, by how long its loans are overdue; the table below has the figures"
            />
            <details class="mt-3">
                <summary class="text-sm text-primary">"The months as a table"</summary>
                <Table caption="Principal out on loan at each month's end, by the age of the oldest unpaid instalment">
                    <Head columns=BOOK />
                    <tbody>{months.iter().rev().map(row).collect_view()}</tbody>
                </Table>
            </details>
        </Panel>
    }
    .into_any()
}

const BOOK: &[(&str, Column)] = &[
    ("Month", Column::Words),
    ("Loans", Column::Figures),
    ("Nothing overdue", Column::Figures),
    ("1–30 days", Column::Figures),
    ("31–60 days", Column::Figures),
    ("61–90 days", Column::Figures),
    ("Over 90 days", Column::Figures),
];

const MOVED: &[Series] = &[
    Series { name: "principal", fill: "fill-primary", chip: "bg-primary" },
    Series { name: "interest", fill: "fill-accent", chip: "bg-accent" },
    Series { name: "charges", fill: "fill-error", chip: "bg-error" },
];

/// What was paid out and what came in.
#[component]
pub(super) fn Moved(months: Vec<BookMonth>) -> impl IntoView {
    let bar = |month: &BookMonth| Bar {
        label: calendar::show_month(month.month),
        parts: [month.principal, month.interest, month.penal].map(Paise::get).to_vec(),
        words: format!(
            "{} · {} came in, {} paid out",
            calendar::show_month(month.month),
            month.came_in().show(),
            month.disbursed.show(),
        ),
        faded: false,
    };
    let bars: Vec<Bar> = months.iter().map(bar).collect();
    let row = |month: &BookMonth| {
        let amounts = [month.disbursed, month.principal, month.interest, month.penal, month.written_off];
        view! {
            <tr class=ROW>
                <td class=format!("{} whitespace-nowrap", Column::Words.cell())>{calendar::show_month(month.month)}</td>
                {amounts
                    .map(|amount| view! { <td class=Column::Figures.cell()><Amount paise=amount /></td> })
                    .collect_view()}
            </tr>
        }
    };
    view! {
        <Panel title="What came in">
            <Bars
                series=MOVED
                bars=Signal::stored(bars)
                label="What borrowers repaid in each month, by what it was for; the table below has the figures"
            />
            <details class="mt-3">
                <summary class="text-sm text-primary">"What moved, as a table"</summary>
                <Table caption="Paid out, repaid and written off in each month">
                    <Head columns=FLOWS />
                    <tbody>{months.iter().rev().map(row).collect_view()}</tbody>
                </Table>
            </details>
        </Panel>
    }
    .into_any()
}

const FLOWS: &[(&str, Column)] = &[
    ("Month", Column::Words),
    ("Paid out", Column::Figures),
    ("Principal", Column::Figures),
    ("Interest", Column::Figures),
    ("Charges", Column::Figures),
    ("Written off", Column::Figures),
];
