use super::{
    ledger::LedgerTable,
    server::{MerchantScreen, ReadMerchantHome},
};
use crate::{
    pages::transfers::TransferTable,
    ui::{
        amount::BigAmount,
        button::ButtonLink,
        heading::Heading,
        load::Reading,
        notice::{Notice, Tone},
        panel::{FigurePanel, Panel},
    },
};
use leptos::prelude::*;

#[component]
pub(crate) fn MerchantPage() -> impl IntoView {
    let screen = Reading::live(|| ReadMerchantHome {});
    screen.show(|screen| view! { <Home screen /> }.into_any())
}

#[component]
fn Home(screen: MerchantScreen) -> impl IntoView {
    let MerchantScreen { home, payouts, has_bank_account } = screen;
    let balance = home.balance;
    let all = |href: &'static str, words: &'static str| {
        view! { <a class="link link-hover text-sm text-primary" href=href>{words}</a> }.into_any()
    };
    view! {
        <Heading title=home.name>
            <ButtonLink href="/merchant/payouts/new">"Pay out"</ButtonLink>
        </Heading>
        {attention(home.is_active, has_bank_account)}
        <div class="grid gap-4 grid-cols-[repeat(auto-fit,minmax(min(100%,15rem),1fr))] mb-4">
            <FigurePanel title="Available">
                <BigAmount paise=balance.available />
                <p class="text-sm quiet mt-1">"can be paid out now"</p>
            </FigurePanel>
            <FigurePanel title="Held">
                <BigAmount paise=balance.held />
                <p class="text-sm quiet mt-1">"on its way to your bank or back to customers"</p>
            </FigurePanel>
            <FigurePanel title="Total">
                <BigAmount paise=balance.total />
                <p class="text-sm quiet mt-1">"available and held together"</p>
            </FigurePanel>
            {balance
                .owed
                .is_positive()
                .then(|| {
                    view! {
                        <FigurePanel title="You owe">
                            <BigAmount paise=balance.owed />
                            <p class="text-sm quiet mt-1">"for refunds; settled by your next payments"</p>
                        </FigurePanel>
                    }
                })}
        </div>
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <Panel title="Last payouts" aside=all("/merchant/payouts", "All payouts")>
                <TransferTable items=payouts base="/merchant/payouts" owner=false />
            </Panel>
            <Panel title="Last movements" aside=all("/merchant/ledger", "The whole ledger")>
                <LedgerTable lines=home.lines />
            </Panel>
        </div>
    }
    .into_any()
}

/// What keeps money from being paid out.
fn attention(is_active: bool, has_bank_account: bool) -> AnyView {
    if !is_active {
        return view! {
            <Notice tone=Tone::Bad>
                <p class="font-medium">"This account is switched off"</p>
                <p>"What it holds is safe, but nothing can be paid out. Please talk to us."</p>
            </Notice>
        }
        .into_any();
    }
    if has_bank_account {
        return ().into_any();
    }
    view! {
        <Notice tone=Tone::Warning>
            <p class="font-medium">"There is no bank account to pay out to"</p>
            <p>
                <a class="link" href="/merchant/bank-accounts">"Add a bank account"</a>
                " and your money can be sent there."
            </p>
        </Notice>
    }
    .into_any()
}
