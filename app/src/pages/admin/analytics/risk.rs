use super::shown;
use crate::ui::{
    amount::Amount,
    chart::{Line, Spot},
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{
    book::{Share, view::BookMonth},
    calendar,
};
use leptos::prelude::*;

/// Portfolio at risk and collection efficiency, month by month.
#[component]
pub(super) fn Risk(months: Vec<BookMonth>) -> impl IntoView {
    let spots = |share: fn(&BookMonth) -> Option<Share>| -> Vec<Spot> {
        let spot = |month: &BookMonth| Spot {
            value: share(month).map_or(0, Share::hundredths),
            words: format!("{} · {}", calendar::show_month(month.month), shown(share(month))),
        };
        months.iter().map(spot).collect()
    };
    let (at_risk, efficiency) = (spots(BookMonth::at_risk), spots(BookMonth::efficiency));
    let row = |month: &BookMonth| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>{calendar::show_month(month.month)}</td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=month.over_30 />
                </td>
                <td class=Column::Figures.cell()>{shown(month.at_risk())}</td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=month.demanded />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=month.collected />
                </td>
                <td class=Column::Figures.cell()>{shown(month.efficiency())}</td>
            </tr>
        }
    };
    view! {
        <Panel title="At risk, and collected">
            <div class="grid gap-4 sm:grid-cols-2">
                <div>
                    <p class="text-sm font-medium">"Portfolio at risk"</p>
                    <Line spots=at_risk label="Portfolio at risk at the end of each month; the table below has the figures" />
                </div>
                <div>
                    <p class="text-sm font-medium">"Collection efficiency"</p>
                    <Line spots=efficiency label="Collection efficiency of each month; the table below has the figures" />
                </div>
            </div>
            <Table caption="Portfolio at risk and collection efficiency, newest month first">
                <Head columns=COLUMNS />
                <tbody>{months.iter().rev().map(row).collect_view()}</tbody>
            </Table>
            <p class="text-xs quiet mt-3">
                "At risk is the principal of loans with anything overdue by more than 30 days, as the month ends, of all principal
                that is out. Due is the principal and interest that fell due until then and was not paid before the month began,
                arrears among it; efficiency is what of it was paid. What is paid ahead counts when it falls due."
            </p>
        </Panel>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Month", Column::Words),
    ("Over 30 days", Column::FiguresIfRoom),
    ("At risk", Column::Figures),
    ("Due", Column::FiguresIfRoom),
    ("Paid of it", Column::FiguresIfRoom),
    ("Efficiency", Column::Figures),
];
