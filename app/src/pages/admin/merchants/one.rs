use super::{
    ActiveBadge,
    server::{FundMerchant, MerchantScreen, ReadMerchant, SetMerchantActive},
};
use crate::{
    pages::transfers::TransferTable,
    ui::{
        act::Act,
        address::use_address,
        amount::{Amount, BigAmount},
        button::{Submit, Tone},
        copy_id::CopyId,
        date::Moment,
        empty::Empty,
        facts::{Fact, Facts},
        field::Field,
        form::ActForm,
        heading::Heading,
        icon::Glyph,
        load::Reading,
        panel::{FigurePanel, Panel},
    },
};
use domain::{
    bank_account::view::BankAccountView, merchant::view::MerchantView, transfer::view::TransferView,
};
use leptos::prelude::*;

/// Not live: an amount is typed here.
#[component]
pub(crate) fn AdminMerchantPage() -> impl IntoView {
    let address = use_address();
    let (set_active, fund) = (Act::new::<SetMerchantActive>(), Act::new::<FundMerchant>());
    let screen =
        Reading::after([set_active, fund], move || ReadMerchant { merchant: address.part("merchant") });
    screen.show(move |screen| view! { <Merchant screen set_active fund /> }.into_any())
}

#[component]
fn Merchant(screen: MerchantScreen, set_active: Act, fund: Act) -> impl IntoView {
    let MerchantScreen { merchant, payouts, idempotency_key } = screen;
    let id = merchant.id.to_string();
    view! {
        <Heading title=merchant.name.clone() below=merchant.email.clone()>
            <ActiveBadge is_active=merchant.is_active />
        </Heading>
        <div class="grid gap-4 sm:grid-cols-2 mb-4">
            <FigurePanel title="Available">
                <BigAmount paise=merchant.available />
            </FigurePanel>
            <FigurePanel title="Held for payouts">
                <BigAmount paise=merchant.held />
            </FigurePanel>
        </div>
        <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
            <About merchant=merchant.clone() set_active />
            <div class="space-y-4 min-w-0">
                <Accounts accounts=merchant.bank_accounts />
                <Fund merchant=id.clone() idempotency_key fund />
            </div>
        </div>
        <Payouts payouts />
    }
    .into_any()
}

#[component]
fn About(merchant: MerchantView, set_active: Act) -> impl IntoView {
    let total = merchant.available.saturating_add(merchant.held);
    let (words, button, tone) = if merchant.is_active {
        (
            "Switched off, it may look and sign in, but neither send money nor say where to. What it holds stays its own.",
            "Switch the merchant off",
            Tone::Danger,
        )
    } else {
        (
            "This merchant is switched off: it can neither send money nor say where to. What it holds is its own.",
            "Switch the merchant on",
            Tone::Primary,
        )
    };
    view! {
        <Panel title="Merchant">
            <Facts>
                <Fact what="With us since">
                    <Moment at=merchant.created_at />
                </Fact>
                <Fact what="Holds in all">
                    <Amount paise=total />
                </Fact>
                <Fact what="Id">
                    <CopyId id=merchant.id.to_string() />
                </Fact>
            </Facts>
            <div class="mt-4 pt-4 border-t border-base-300">
                <p class="text-sm quiet mb-3">{words}</p>
                <ActForm action=set_active class="">
                    <input type="hidden" name="merchant" value=merchant.id.to_string() />
                    <input type="hidden" name="is_active" value=(!merchant.is_active).to_string() />
                    <Submit tone busy="Saving…">{button}</Submit>
                </ActForm>
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Accounts(accounts: Vec<BankAccountView>) -> impl IntoView {
    let none = accounts.is_empty();
    let row = |account: BankAccountView| {
        view! {
            <li class="row-line py-3 text-sm flex flex-wrap justify-between gap-x-3 gap-y-1">
                <span class="font-medium break-words min-w-0">{account.account_holder_name}</span>
                <span class="quiet tnum">{format!("{} · {}", account.account_number_masked, account.ifsc_code)}</span>
            </li>
        }
    };
    view! {
        <Panel title="Bank accounts">
            {none
                .then(|| {
                    view! { <Empty glyph=Glyph::Bank title="No bank account" words="Without one it cannot be paid out." /> }
                })}
            <ul>{accounts.into_iter().map(row).collect_view()}</ul>
        </Panel>
    }
    .into_any()
}

/// Money from outside, as the bank's statement tells it.
#[component]
fn Fund(merchant: String, idempotency_key: String, fund: Act) -> impl IntoView {
    view! {
        <Panel title="Money that arrived">
            <p class="text-sm quiet mb-3">
                "Records that money for this merchant arrived at our bank: the bank account is debited and what the merchant has available goes up by the same amount, at once."
            </p>
            <ActForm action=fund fields=&["amount"]>
                <input type="hidden" name="merchant" value=merchant />
                <input type="hidden" name="idempotency_key" value=idempotency_key />
                <Field label="Amount (₹)" name="amount" most=20 />
                <Submit tone=Tone::Quiet busy="Recording…">"Record this amount"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn Payouts(payouts: Vec<TransferView>) -> impl IntoView {
    let body = if payouts.is_empty() {
        view! { <Empty glyph=Glyph::Exchange title="No payouts" words="None was ever asked for." /> }
            .into_any()
    } else {
        view! { <TransferTable items=payouts base="/admin/transfers" owner=false /> }.into_any()
    };
    view! { <Panel title="Last payouts">{body}</Panel> }.into_any()
}
