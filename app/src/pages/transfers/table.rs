use super::StateBadge;
use crate::ui::{
    amount::Amount,
    date::Moment,
    empty::Empty,
    table::{Column, Head, ROW, Table},
};
use domain::transfer::view::TransferView;
use leptos::prelude::*;

/// Transfers, newest first; each leads to `base` and its id.
#[component]
pub(crate) fn TransferTable(
    items: Vec<TransferView>,
    base: &'static str,
    /// Whether to say whose they are.
    owner: bool,
) -> impl IntoView {
    if items.is_empty() {
        return view! {
            <Empty
                title="Nothing here"
                words="Money that goes to or comes from a bank is listed here, with what became of it."
            />
        }
        .into_any();
    }
    let row = move |transfer: TransferView| {
        let (kind, state) = (transfer.kind, transfer.status);
        let whose = owner.then(|| format!(" · {}", transfer.owner_name));
        let account = transfer
            .bank_account
            .map(|account| format!("to {} · {}", account.account_number_masked, account.ifsc_code));
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=transfer.created_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <div class="font-medium wrap-anywhere">
                        <a class="hover:underline" href=format!("{base}/{}", transfer.id)>{kind.words()}</a>
                        {whose}
                    </div>
                    <div class="text-xs quiet">
                        <span class="sm:hidden">
                            <Moment at=transfer.created_at />
                            " "
                        </span>
                        {account}
                    </div>
                    <div class="sm:hidden mt-1">
                        <StateBadge kind state />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <StateBadge kind state />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=transfer.amount />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Transfers, newest first">
            <Head columns=COLUMNS />
            <tbody>{items.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("What", Column::Words),
    ("Status", Column::WordsIfRoom),
    ("Amount", Column::Figures),
];
