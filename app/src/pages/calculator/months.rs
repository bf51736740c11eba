use super::wish::Cost;
use crate::ui::{
    amount::Amount,
    chart::{Bar, Bars, Series},
    date::Day,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::loan::schedule::Instalment;
use leptos::prelude::*;

pub(crate) const PRINCIPAL_AND_INTEREST: &[Series] = &[
    Series { name: "principal", fill: "fill-primary", chip: "bg-primary" },
    Series { name: "interest", fill: "fill-accent", chip: "bg-accent" },
];

/// Each month's payment, drawn and as a table.
#[component]
pub(crate) fn MonthByMonth(cost: Cost) -> impl IntoView {
    let rows = Memo::new(move |_| {
        cost.with(|cost| cost.as_ref().ok().map(|cost| cost.schedule.clone()).unwrap_or_default())
    });
    let bars = Signal::derive(move || rows.with(|rows| rows.iter().map(bar).collect::<Vec<_>>()));
    let count = Memo::new(move |_| rows.with(Vec::len));
    let summary = move || match count.get() {
        1 => "The payment as a table".to_owned(),
        count => format!("All {count} payments as a table"),
    };
    view! {
        <Panel title="Month by month">
            <Bars
                series=PRINCIPAL_AND_INTEREST
                bars
                label="Each month's payment, split into principal and interest; the table below has the figures"
            />
            <details class="mt-3">
                <summary class="text-sm text-primary">{summary}</summary>
                {move || view! { <ScheduleTable rows=rows.get() /> }}
            </details>
        </Panel>
    }
    .into_any()
}

pub(crate) fn bar(row: &Instalment) -> Bar {
    Bar {
        label: domain::calendar::show_month(row.due_date),
        parts: vec![row.principal.get(), row.interest.get()],
        words: format!(
            "{} · {} principal · {} interest",
            domain::calendar::show_date(row.due_date),
            row.principal.show(),
            row.interest.show()
        ),
        faded: false,
    }
}

#[component]
pub(crate) fn ScheduleTable(rows: Vec<Instalment>) -> impl IntoView {
    let row = |row: Instalment| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <span class="quiet tnum">{row.number}</span>
                    " "
                    <Day date=row.due_date />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=row.principal />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=row.interest />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=row.emi />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=row.closing_principal />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Every payment of this loan">
            <Head columns=COLUMNS />
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Due", Column::Words),
    ("Principal", Column::FiguresIfRoom),
    ("Interest", Column::Figures),
    ("Payment", Column::Figures),
    ("Left", Column::FiguresIfRoom),
];
