use super::server::{AccountScreen, ReadAccount};
use crate::{
    pages::{admin::today::counted, loans::kind_words},
    ui::{
        address::use_address,
        amount::{Amount, BigAmount},
        badge::{Badge, Meaning},
        copy_id::CopyId,
        date::Moment,
        empty::Empty,
        facts::{Fact, Facts},
        heading::Heading,
        load::Reading,
        pager::Pager,
        panel::{FigurePanel, Panel},
        table::{Column, Head, ROW, Table},
    },
};
use domain::{
    ledger::view::{AccountLine, BalanceExplanation},
    page::Page,
};
use leptos::prelude::*;

/// "Explain this balance": what is stored, what the legs add up to, and every leg.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let address = use_address();
    let screen = Reading::new(move || ReadAccount {
        account: address.part("account"),
        cursor: address.choice("cursor"),
    });
    screen.show(|screen| view! { <Account screen /> }.into_any())
}

#[component]
fn Account(screen: AccountScreen) -> impl IntoView {
    let AccountScreen { explanation, lines } = screen;
    let title = kind_words(&explanation.account.kind);
    let below =
        explanation.account.owner_name.clone().unwrap_or_else(|| "The platform's own account".to_owned());
    view! {
        <Heading title below />
        <div class="mb-4 max-w-xl">
            <Explanation explanation />
        </div>
        <Panel title="What made it, newest first">
            <Lines lines />
        </Panel>
    }
    .into_any()
}

#[component]
fn Explanation(explanation: BalanceExplanation) -> impl IntoView {
    let proven = explanation.difference.is_zero();
    let (meaning, word) = if proven { (Meaning::Good, "adds up") } else { (Meaning::Bad, "does not add up") };
    let side = explanation.account.normal_side.clone();
    view! {
        <FigurePanel title="Balance">
            <BigAmount paise=explanation.account.balance />
            <div class="mt-3">
                <Facts>
                    <Fact what="Debits">
                        <Amount paise=explanation.total_debit />
                    </Fact>
                    <Fact what="Credits">
                        <Amount paise=explanation.total_credit />
                    </Fact>
                    <Fact what=format!("Recomputed from {}, {side} side", counted(explanation.legs, "leg", "legs"))>
                        <Amount paise=explanation.recomputed />
                    </Fact>
                    <Fact what="Difference" total=true>
                        <Badge meaning word />
                        " "
                        <Amount paise=explanation.difference />
                    </Fact>
                    <Fact what="Account">
                        <CopyId id=explanation.account.id.to_string() />
                    </Fact>
                </Facts>
            </div>
        </FigurePanel>
    }
    .into_any()
}

#[component]
fn Lines(lines: Page<AccountLine>) -> impl IntoView {
    if lines.items.is_empty() {
        return view! { <Empty title="No entry has touched it" words="The balance is zero because nothing has happened." /> }
            .into_any();
    }
    let row = |line: AccountLine| {
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=line.effective_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline" href=format!("/admin/ledger/entries/{}", line.entry_id)>
                        {kind_words(&line.kind)}
                    </a>
                    <div class="text-xs quiet break-words">
                        <span class="sm:hidden">
                            <Moment at=line.effective_at />
                            " · "
                        </span>
                        {line.description}
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>{line.number}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=line.change />
                </td>
                <td class=Column::FiguresIfRoom.cell()>{line.balance_after.map(|paise| view! { <Amount paise /> })}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Every leg of this account, newest first">
            <Head columns=COLUMNS />
            <tbody>{lines.items.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager older=lines.older newer=lines.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("Entry", Column::Words),
    ("Number", Column::FiguresIfRoom),
    ("Change", Column::Figures),
    ("Balance after", Column::FiguresIfRoom),
];
