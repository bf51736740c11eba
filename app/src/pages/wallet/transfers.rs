use crate::{
    pages::transfers::{
        TransferFacts, TransferTable,
        server::{ReadOnTheWay, ReadTransfer, ReadWalletTransfers},
        state_choices,
    },
    ui::{
        address::use_address,
        button::{ButtonLink, Tone},
        filter::Chips,
        heading::Heading,
        load::Reading,
        pager::Pager,
        panel::Panel,
    },
};
use domain::{
    page::Page,
    transfer::{TransferKind, view::TransferView},
};
use leptos::prelude::*;

/// Where each of a wallet's transfers has its page.
const BASE: &str = "/wallet/transfers";

/// What is under way between the wallet and the bank, and the last few that ended.
#[component]
pub(super) fn OnTheWay() -> impl IntoView {
    let found = Reading::live(|| ReadOnTheWay {});
    found.show_part(|items| {
        if items.is_empty() {
            return ().into_any();
        }
        let all = view! { <a class="link link-hover text-sm text-primary" href=BASE>"All transfers"</a> };
        view! {
            <Panel title="Deposits and withdrawals" aside=all.into_any() class="mb-4">
                <TransferTable items base=BASE owner=false />
            </Panel>
        }
        .into_any()
    })
}

#[component]
pub(crate) fn WalletTransfersPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadWalletTransfers {
        kind: address.choice("kind"),
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Deposits and withdrawals">
            <ButtonLink href="/wallet/withdraw" tone=Tone::Quiet>"Withdraw"</ButtonLink>
            <ButtonLink href="/wallet/add">"Add money"</ButtonLink>
        </Heading>
        <Panel>
            <Chips label="Kind" name="kind" choices=vec![("", "All"), ("deposit", "Deposits"), ("withdrawal", "Withdrawals")] />
            <Chips label="Status" name="status" choices=state_choices(TransferKind::Deposit) />
            {list.show_part(|page| view! { <List page /> }.into_any())}
        </Panel>
    }
    .into_any()
}

#[component]
fn List(page: Page<TransferView>) -> impl IntoView {
    let pager = (!page.items.is_empty()).then(|| view! { <Pager older=page.older newer=page.newer /> });
    view! {
        <TransferTable items=page.items base=BASE owner=false />
        {pager}
    }
    .into_any()
}

#[component]
pub(crate) fn WalletTransferPage() -> impl IntoView {
    let address = use_address();
    let page = Reading::live(move || ReadTransfer { transfer: address.part("transfer") });
    page.show(|page| {
        let title = format!("{} of {}", page.transfer.kind.words(), page.transfer.amount.show());
        view! {
            <Heading title />
            <TransferFacts page />
            <div class="mt-4 flex flex-wrap gap-2">
                <ButtonLink href="/wallet">"To the wallet"</ButtonLink>
                <ButtonLink href=BASE tone=Tone::Quiet>"All transfers"</ButtonLink>
            </div>
        }
        .into_any()
    })
}
