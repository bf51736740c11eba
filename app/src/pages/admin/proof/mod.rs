//! Every balance recomputed from its legs, when it is asked for.

pub mod server;

use crate::ui::{
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    button::ButtonLink,
    date::ExactMoment,
    facts::Figure,
    heading::Heading,
    load::Reading,
    notice::{Notice, Tone},
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::ledger::view::{CheckView, Difference, ProofView};
use leptos::prelude::*;
use server::Prove;

#[component]
pub(crate) fn ProofPage() -> impl IntoView {
    let address = use_address();
    let proof = Reading::new(move || Prove { run: address.choice("run") });
    proof.show(|proof| match proof {
        Some(proof) => view! { <Proof proof /> }.into_any(),
        None => view! { <Offer /> }.into_any(),
    })
}

#[component]
fn Offer() -> impl IntoView {
    view! {
        <Heading
            title="Proof"
            below="Adds up every leg of every entry again and compares the sums with the balances that the product works with. Nothing is changed."
        >
            <ButtonLink href="/admin/proof?run=1">"Recompute everything"</ButtonLink>
        </Heading>
    }
    .into_any()
}

#[component]
fn Proof(proof: ProofView) -> impl IntoView {
    let clean = proof.is_clean();
    let again = proof.checked_at.timestamp();
    view! {
        <Heading title="Proof">
            <ButtonLink href=format!("/admin/proof?run={again}")>"Recompute again"</ButtonLink>
        </Heading>
        {if clean {
            view! {
                <Notice tone=Tone::Good>
                    <p class="font-medium">"The ledger adds up. The difference is ₹0.00."</p>
                    <p>"Checked " <ExactMoment at=proof.checked_at /> {format!(", in {} ms.", proof.took_ms)}</p>
                </Notice>
            }
                .into_any()
        } else {
            view! {
                <Notice tone=Tone::Bad>
                    <p class="font-medium">"The ledger does not add up."</p>
                    <p>"Checked " <ExactMoment at=proof.checked_at /> ". Each difference is listed below."</p>
                </Notice>
            }
                .into_any()
        }}
        <Panel title="What was read">
            <dl class="grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-6 gap-4 text-sm">
                <Figure what="Accounts">{proof.accounts}</Figure>
                <Figure what="Entries">{proof.entries}</Figure>
                <Figure what="Legs">{proof.legs}</Figure>
                <Figure what="Loans">{proof.loans}</Figure>
                <Figure what="Debits">
                    <Amount paise=proof.total_debit />
                </Figure>
                <Figure what="Credits">
                    <Amount paise=proof.total_credit />
                </Figure>
            </dl>
        </Panel>
        <div class="mt-4 space-y-4">
            <Checks checks=proof.checks />
            {(!proof.differences.is_empty()).then(|| view! { <Differences differences=proof.differences.clone() /> })}
        </div>
    }
    .into_any()
}

#[component]
fn Checks(checks: Vec<CheckView>) -> impl IntoView {
    let row = |check: CheckView| {
        let (meaning, word) = if check.failures == 0 {
            (Meaning::Good, "holds".to_owned())
        } else {
            (Meaning::Bad, format!("{} broken", check.failures))
        };
        view! {
            <li class="row-line py-3 flex justify-between gap-4 text-sm">
                <span class="min-w-0">{check.promise}</span>
                <Badge meaning word />
            </li>
        }
    };
    view! {
        <Panel title="Each promise">
            <ul>{checks.into_iter().map(row).collect_view()}</ul>
        </Panel>
    }
    .into_any()
}

#[component]
fn Differences(differences: Vec<Difference>) -> impl IntoView {
    let row = |difference: Difference| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    {difference.what} <span class="block text-xs quiet">{difference.check}</span>
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=difference.expected />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=difference.found />
                </td>
            </tr>
        }
    };
    view! {
        <Panel title="Differences">
            <Table caption="What differs">
                <Head columns=COLUMNS />
                <tbody>{differences.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Panel>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("What", Column::Words), ("Expected", Column::Figures), ("Found", Column::Figures)];
