use super::server::ReadMerchantLedger;
use crate::ui::{
    address::use_address,
    amount::{Amount, Movement},
    date::Moment,
    empty::Empty,
    filter::{Choose, FilterField, Filters},
    heading::Heading,
    load::Reading,
    pager::Pager,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{
    merchant::view::{EntryType, LedgerLineView},
    page::Page,
};
use leptos::prelude::*;

#[component]
pub(crate) fn MerchantLedgerPage() -> impl IntoView {
    let address = use_address();
    let lines = Reading::live(move || ReadMerchantLedger {
        entry_type: address.choice("entry_type"),
        from: address.choice("from"),
        to: address.choice("to"),
        cursor: address.choice("cursor"),
    });
    let word = |kind: EntryType| (kind.as_str(), kind.words());
    let choices = [("", "Everything")].into_iter().chain(EntryType::ALL.map(word)).collect();
    view! {
        <Heading title="Ledger" below="Every change of what you have available, with what was available after it." />
        <Panel>
            <Filters action="/merchant/ledger">
                <Choose label="What" name="entry_type" choices />
                <FilterField label="From" name="from" kind="date" />
                <FilterField label="To" name="to" kind="date" />
            </Filters>
            {lines.show_part(|page| view! { <Lines page /> }.into_any())}
        </Panel>
    }
    .into_any()
}

#[component]
fn Lines(page: Page<LedgerLineView>) -> impl IntoView {
    let pager = (!page.items.is_empty()).then(|| view! { <Pager older=page.older newer=page.newer /> });
    view! {
        <LedgerTable lines=page.items />
        {pager}
    }
    .into_any()
}

/// Lines of a merchant's ledger, newest first.
#[component]
pub(super) fn LedgerTable(lines: Vec<LedgerLineView>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <Empty title="No movements" words="Money that comes in or is paid out is listed here, line by line." /> }
            .into_any();
    }
    let row = |line: LedgerLineView| {
        let title = line.entry_type.words();
        let link = |place: &str| line.reference_id.map(|id| format!("{place}/{id}"));
        let object = match line.entry_type {
            EntryType::PayoutHold | EntryType::PayoutReturn => link("/merchant/payouts"),
            EntryType::Payment => link("/merchant/payments"),
            // Their reference is the refund, which is shown with its payment.
            EntryType::Refund | EntryType::RefundReturn | EntryType::Credit | EntryType::Reversal => None,
        };
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=line.created_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <div class="font-medium">
                        {match object {
                            Some(place) => view! { <a class="hover:underline" href=place>{title}</a> }.into_any(),
                            None => title.into_any(),
                        }}
                    </div>
                    <div class="text-xs quiet wrap-anywhere">
                        <span class="sm:hidden">
                            <Moment at=line.created_at />
                            " · "
                        </span>
                        {line.description}
                    </div>
                </td>
                <td class=Column::Figures.cell()>
                    <Movement paise=line.amount credit=!line.amount.is_negative() />
                    <div class="sm:hidden text-xs quiet">
                        <Amount paise=line.balance_after />
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <span class="quiet">
                        <Amount paise=line.balance_after />
                    </span>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Movements of what is available, newest first">
            <Head columns=COLUMNS />
            <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("What", Column::Words),
    ("Amount", Column::Figures),
    ("Available", Column::FiguresIfRoom),
];
