use super::server::{ReadReceipt, ReceiptScreen};
use crate::ui::{
    address::use_address,
    amount::{Amount, BigAmount},
    badge::{Badge, Meaning},
    button::{ButtonLink, Tone},
    copy_id::CopyId,
    date::ExactMoment,
    facts::{Fact, Facts},
    heading::Heading,
    load::Reading,
    panel::{FigurePanel, Panel},
    table::{Column, Head, ROW, Table},
};
use domain::{
    ledger::view::{EntryView, LegView},
    loan::view::RepaymentType,
};
use leptos::prelude::*;

#[component]
pub(crate) fn ReceiptPage() -> impl IntoView {
    let address = use_address();
    let screen = Reading::new(move || ReadReceipt {
        loan: address.part("loan"),
        repayment: address.part("repayment"),
    });
    screen.show(|screen| view! { <Receipt screen /> }.into_any())
}

#[component]
fn Receipt(screen: ReceiptScreen) -> impl IntoView {
    let paid = screen.receipt.repayment;
    let full = paid.kind == RepaymentType::Full;
    view! {
        <Heading title="Receipt">
            {full.then(|| view! { <Badge meaning=Meaning::Good word="loan closed" /> })}
        </Heading>
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <FigurePanel title="You paid">
                <BigAmount paise=paid.amount />
                <div class="mt-3">
                    <Facts>
                        <Fact what="When">
                            <ExactMoment at=paid.created_at />
                        </Fact>
                        <Fact what="To principal">
                            <Amount paise=paid.principal_component />
                        </Fact>
                        <Fact what=interest_words(paid.interest_component.is_negative())>
                            <Amount paise=paid.interest_component />
                        </Fact>
                        <Fact what="To charges">
                            <Amount paise=paid.penalty_component />
                        </Fact>
                        <Fact what="Left to pay" total=true>
                            <Amount paise=screen.receipt.outstanding_after />
                        </Fact>
                        <Fact what="Receipt">
                            <CopyId id=paid.id.to_string() />
                        </Fact>
                    </Facts>
                </div>
            </FigurePanel>
            <EntryPanel entry=screen.entry />
        </div>
        <div class="mt-4 flex flex-wrap gap-2">
            <ButtonLink href=format!("/loans/{}", paid.loan_id)>"To the loan"</ButtonLink>
            <ButtonLink href="/wallet" tone=Tone::Quiet>"To the wallet"</ButtonLink>
        </div>
    }
    .into_any()
}

fn interest_words(credited: bool) -> &'static str {
    if credited { "Interest paid ahead, credited back" } else { "To interest" }
}

/// The ledger's side of it: what was debited and what was credited.
#[component]
pub(crate) fn EntryPanel(
    entry: EntryView,
    /// Where an account is explained; only admins go there.
    #[prop(optional)]
    accounts_at: Option<&'static str>,
) -> impl IntoView {
    let leg = move |leg: LegView| {
        let name = account_words(&leg);
        let name = match accounts_at {
            Some(at) => view! {
                <a class="link link-hover text-primary" href=format!("{at}/{}", leg.account_id)>
                    {name}
                </a>
            }
            .into_any(),
            None => name.into_any(),
        };
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>{name}</td>
                <td class=Column::Figures.cell()>{leg.debit.map(|paise| view! { <Amount paise /> })}</td>
                <td class=Column::Figures.cell()>{leg.credit.map(|paise| view! { <Amount paise /> })}</td>
            </tr>
        }
    };
    view! {
        <Panel title="In the ledger">
            <Table caption="The legs of the ledger entry">
                <Head columns=COLUMNS />
                <tbody>{entry.legs.into_iter().map(leg).collect_view()}</tbody>
            </Table>
            <p class="text-xs quiet mt-3">"Both sides are equal. Entry " <CopyId id=entry.id.to_string() /></p>
        </Panel>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("Account", Column::Words), ("Debit", Column::Figures), ("Credit", Column::Figures)];

/// `Loan principal · Asha Rao`
fn account_words(leg: &LegView) -> String {
    let kind = kind_words(&leg.account_kind);
    match &leg.owner_name {
        Some(owner) => format!("{kind} · {owner}"),
        None => kind,
    }
}

/// `loan_principal` as a person reads it.
pub(crate) fn kind_words(kind: &str) -> String {
    let words = kind.replace(['_', '.'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => std::iter::once(first.to_ascii_uppercase()).chain(letters).collect(),
        None => words,
    }
}
