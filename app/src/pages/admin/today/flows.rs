use crate::ui::{
    amount::Amount,
    chart::{Bar, Bars, Series},
    date::Day,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{calendar, loan::view::DayFlow, money::Paise};
use leptos::prelude::*;

const OUT: &[Series] = &[Series { name: "paid out to borrowers", fill: "fill-accent", chip: "bg-accent" }];
const IN: &[Series] =
    &[Series { name: "collected from borrowers", fill: "fill-primary", chip: "bg-primary" }];

/// Paid out and collected, day by day.
#[component]
pub(super) fn Flows(days: Vec<DayFlow>) -> impl IntoView {
    let bars = |pick: fn(&DayFlow) -> Paise| -> Signal<Vec<Bar>> {
        let bar = |day: &DayFlow| Bar {
            label: calendar::show_date(day.date),
            parts: vec![pick(day).get()],
            words: format!("{} · {}", calendar::show_date(day.date), pick(day).show()),
            faded: false,
        };
        Signal::stored(days.iter().map(bar).collect())
    };
    let (collected, disbursed) = (bars(|day| day.collected), bars(|day| day.disbursed));
    let row = |day: &DayFlow| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <Day date=day.date />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=day.disbursed />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=day.collected />
                </td>
            </tr>
        }
    };
    view! {
        <Panel title="The last fourteen days">
            <Bars series=IN bars=collected label="Collected on each of the last fourteen days; the table below has the figures" />
            <div class="mt-4">
                <Bars series=OUT bars=disbursed label="Paid out on each of the last fourteen days; the table below has the figures" />
            </div>
            <details class="mt-3">
                <summary class="text-sm text-primary">"The days as a table"</summary>
                <Table caption="Paid out and collected, day by day">
                    <Head columns=COLUMNS />
                    <tbody>{days.iter().rev().map(row).collect_view()}</tbody>
                </Table>
            </details>
        </Panel>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("Day", Column::Words), ("Paid out", Column::Figures), ("Collected", Column::Figures)];
