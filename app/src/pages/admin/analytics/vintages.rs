use crate::ui::{
    amount::Amount,
    panel::Panel,
    table::{Column, ROW, Table},
};
use domain::{
    book::{Share, view::Vintage},
    calendar,
};
use leptos::prelude::*;

/// How the loans of each month did since: a row for each vintage, a column for each month of their age.
#[component]
pub(super) fn Vintages(vintages: Vec<Vintage>) -> impl IntoView {
    if vintages.is_empty() {
        return ().into_any();
    }
    let oldest = vintages.iter().map(|vintage| vintage.at_risk.len()).max().unwrap_or(0);
    let head = (0..oldest)
        .map(|age| view! { <th scope="col" class="min-w-12 p-2 font-medium text-right">{age}</th> })
        .collect_view();
    let row = |vintage: Vintage| {
        let cells = vintage
            .at_risk
            .into_iter()
            .map(|share| view! { <td class=format!("px-2 py-3 text-right tnum {}", tint(share))>{per_cent(share)}</td> })
            .collect_view();
        view! {
            <tr class=ROW>
                <th scope="row" class="py-3 pr-3 font-medium text-left whitespace-nowrap">{calendar::show_month(vintage.month)}</th>
                <td class=Column::Figures.cell()>
                    <Amount paise=vintage.disbursed />
                </td>
                {cells}
            </tr>
        }
    };
    view! {
        <Panel title="Vintages">
            <p class="text-sm quiet mb-2">
                "Of what was lent in a month, in per cent: principal more than 30 days overdue, or written off, as that month ended and as each
                later one did."
            </p>
            <Table dense=true caption="Loans by the month in which they were paid out, and what of them is at risk, in per cent, by their age in months">
                <thead>
                    <tr class="text-xs quiet border-b border-base-300">
                        <th scope="col" class="py-2 pr-3 font-medium text-left">"Lent in"</th>
                        <th scope="col" class="py-2 pl-3 font-medium text-right">"Lent"</th>
                        {head}
                    </tr>
                </thead>
                <tbody>{vintages.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Panel>
    }
    .into_any()
}

/// Without its sign, which the words above have: twelve of them stand beside each other.
fn per_cent(share: Option<Share>) -> String {
    match share {
        Some(share) if share.hundredths() == 0 => "0".to_owned(),
        Some(share) => share.number(),
        None => "–".to_owned(),
    }
}

/// The higher, the stronger; the figure says it as well.
fn tint(share: Option<Share>) -> &'static str {
    match share.map_or(0, Share::hundredths) {
        0 => "",
        1..=500 => "bg-warning/15",
        501..=1500 => "bg-warning/35",
        _ => "bg-error/20",
    }
}
