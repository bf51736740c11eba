use crate::ui::{
    amount::{Amount, Movement},
    date::Moment,
    empty::Empty,
    table::{Column, Head, ROW, Table},
};
use domain::wallet::view::{Direction, Source, TransactionView};
use leptos::prelude::*;

/// Lines of a wallet's history, newest first.
#[component]
pub(crate) fn Movements(
    transactions: Vec<TransactionView>,
    /// Whether the wallet is the reader's own, so that lines lead to the reader's loans.
    #[prop(default = true)]
    mine: bool,
) -> impl IntoView {
    if transactions.is_empty() {
        return view! {
            <Empty title="No movements" words="Money that comes into or leaves the wallet is listed here, line by line." />
        }
        .into_any();
    }
    let line = move |line: TransactionView| {
        let href = mine.then(|| link(&line)).flatten();
        let title = line.source.words();
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=line.created_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <div class="font-medium">
                        {match href {
                            Some(href) => view! { <a class="hover:underline" href=href>{title}</a> }.into_any(),
                            None => title.into_any(),
                        }}
                    </div>
                    <div class="text-xs quiet break-words">
                        <span class="sm:hidden">
                            <Moment at=line.created_at />
                            " · "
                        </span>
                        {line.description}
                    </div>
                </td>
                <td class=Column::Figures.cell()>
                    <Movement paise=line.amount credit=line.direction == Direction::Credit />
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
        <Table caption="Movements of the wallet, newest first">
            <Head columns=COLUMNS />
            <tbody>{transactions.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("What", Column::Words),
    ("Amount", Column::Figures),
    ("Balance", Column::FiguresIfRoom),
];

/// The loan or transfer behind a line.
fn link(line: &TransactionView) -> Option<String> {
    match line.source {
        Source::LoanDisbursement => line.reference_id.map(|loan| format!("/loans/{loan}")),
        // Money that an admin booked has the person behind it, and no transfer.
        Source::WalletTopup | Source::Withdrawal | Source::WithdrawalReversal => {
            let transfer = line.reference_id.filter(|reference| *reference != line.user_id.0)?;
            Some(format!("/wallet/transfers/{transfer}"))
        }
        Source::EmiPayment | Source::BnplInstallment | Source::Payment | Source::Refund | Source::Fee => None,
    }
}
