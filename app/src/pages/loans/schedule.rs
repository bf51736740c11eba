use crate::{
    pages::calculator::{PRINCIPAL_AND_INTEREST, bar},
    ui::{
        amount::Amount,
        badge::{Badge, Meaning},
        chart::{Bar, Bars},
        date::Day,
        panel::Panel,
        table::{Column, Head, ROW, Table},
    },
};
use domain::loan::view::{RowProgress, ScheduleRowView};
use leptos::prelude::*;

/// Principal against interest over time; what is paid is drawn paler.
#[component]
pub(crate) fn MonthsChart(rows: Vec<ScheduleRowView>) -> impl IntoView {
    let bars: Vec<Bar> =
        rows.iter().map(|row| Bar { faded: row.state.status == "PAID", ..bar(&row.instalment) }).collect();
    view! {
        <Panel title="Principal and interest, month by month">
            <Bars
                series=PRINCIPAL_AND_INTEREST
                bars=Signal::stored(bars)
                label="Each instalment, split into principal and interest; the schedule below has the figures"
            />
        </Panel>
    }
    .into_any()
}

/// Every instalment with its state.
#[component]
pub(crate) fn SchedulePanel(rows: Vec<ScheduleRowView>) -> impl IntoView {
    let row = |row: ScheduleRowView| {
        let ScheduleRowView { instalment, state } = row;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <span class="quiet tnum mr-1">{instalment.number}</span>
                    " "
                    <Day date=instalment.due_date />
                    <span class="sm:hidden block mt-1">
                        <Progress state=state.clone() />
                    </span>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=instalment.principal />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=instalment.interest />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=instalment.emi />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=state.paid />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=instalment.closing_principal />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Progress state />
                </td>
            </tr>
        }
    };
    view! {
        <Panel title="Schedule">
            <Table caption="Every instalment of this loan and how far it is paid">
                <Head columns=COLUMNS />
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Panel>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Due", Column::Words),
    ("Principal", Column::FiguresIfRoom),
    ("Interest", Column::FiguresIfRoom),
    ("Instalment", Column::Figures),
    ("Paid", Column::Figures),
    ("Left after it", Column::FiguresIfRoom),
    ("State", Column::FiguresIfRoom),
];

#[component]
fn Progress(state: RowProgress) -> impl IntoView {
    let (meaning, word) = match state.status.as_str() {
        "PAID" => (Meaning::Good, "paid".to_owned()),
        "PARTLY_PAID" => (Meaning::Waiting, "partly paid".to_owned()),
        "DUE" => (Meaning::Waiting, "due today".to_owned()),
        "OVERDUE" if state.days_past_due == 1 => (Meaning::Bad, "1 day overdue".to_owned()),
        "OVERDUE" => (Meaning::Bad, format!("{} days overdue", state.days_past_due)),
        _ => (Meaning::Calm, "to come".to_owned()),
    };
    view! { <Badge meaning word /> }.into_any()
}
