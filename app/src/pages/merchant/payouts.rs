use crate::{
    pages::{
        bank_accounts::server::AddBankAccount,
        transfers::{
            MoveMoney, PAY_OUT, TransferFacts, TransferTable,
            server::{PayOut, ReadPayoutPlan, ReadPayouts, ReadTransfer},
            state_choices, with_first_key,
        },
    },
    ui::{
        act::Act,
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

const BASE: &str = "/merchant/payouts";

#[component]
pub(crate) fn PayoutsPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadPayouts {
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Payouts">
            <ButtonLink href="/merchant/payouts/new">"Pay out"</ButtonLink>
        </Heading>
        <Panel>
            <Chips label="Status" name="status" choices=state_choices(TransferKind::Payout) />
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
pub(crate) fn NewPayoutPage() -> impl IntoView {
    let address = use_address();
    let (act, add) = (Act::new::<PayOut>(), Act::new::<AddBankAccount>());
    let screen = Reading::after([add], move || ReadPayoutPlan {
        amount: address.choice("amount"),
        bank_account_id: address.choice("bank_account_id"),
        step: address.choice("step"),
    });
    let kept = StoredValue::new(None);
    screen.show(move |screen| {
        view! { <MoveMoney screen=with_first_key(kept, screen) way=&PAY_OUT act add /> }.into_any()
    })
}

#[component]
pub(crate) fn PayoutPage() -> impl IntoView {
    let address = use_address();
    let page = Reading::live(move || ReadTransfer { transfer: address.part("payout") });
    page.show(|page| {
        let title = format!("Payout of {}", page.transfer.amount.show());
        view! {
            <Heading title />
            <TransferFacts page />
            <div class="mt-4 flex flex-wrap gap-2">
                <ButtonLink href=BASE>"All payouts"</ButtonLink>
                <ButtonLink href="/merchant" tone=Tone::Quiet>"To the first page"</ButtonLink>
            </div>
        }
        .into_any()
    })
}
