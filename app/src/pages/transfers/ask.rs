use super::{
    server::{RefusedAsk, TransferScreen},
    way::Way,
};
use crate::{
    pages::bank_accounts::AddForm,
    ui::{act::Act, ask_form::AskForm, field::FieldRefusal, money_field::NumberField, panel::Panel},
};
use domain::bank_account::view::BankAccountView;
use leptos::prelude::*;

/// How much, and to which account. It leads to a page that says what will happen.
#[component]
pub(super) fn Ask(
    screen: TransferScreen,
    way: &'static Way,
    refused: Option<RefusedAsk>,
    add: Act,
) -> impl IntoView {
    if way.needs_account && screen.accounts.is_empty() {
        return view! {
            <Panel title="First, where should it go?">
                <p class="text-sm quiet mb-4">"Money is only sent to a bank account that you have added. Add yours, then say how much."</p>
                <AddForm next=way.next add />
            </Panel>
        }
        .into_any();
    }
    let typed = refused.as_ref().map(|refused| refused.amount.clone()).unwrap_or_default();
    let about = |field| refused.as_ref().and_then(|refused| refused.refusal.about(field).map(str::to_owned));
    let (about_amount, about_account) = (about("amount"), about("bank_account_id"));
    let chosen = refused.as_ref().and_then(|refused| refused.account.clone());
    let text = RwSignal::new(typed.clone());
    // The refusal is of what was sent; it goes as soon as something else is typed.
    let live_refusal =
        Signal::derive(move || about_amount.clone().filter(|_| text.with(|text| *text == typed)));
    let hint = format!("{} {}.", way.available, screen.available.show());
    view! {
        <Panel>
            <AskForm action=way.address class="space-y-5">
                <input type="hidden" name="step" value="confirm" />
                <NumberField label="How much?" name="amount" text live_refusal hint />
                <Quick way />
                {way
                    .needs_account
                    .then(|| view! { <Accounts accounts=screen.accounts chosen refusal=about_account way /> })}
                <button type="submit" class="btn btn-primary btn-block btn-lg text-base h-auto min-h-12 py-2">
                    "See what will happen"
                </button>
            </AskForm>
            <p class="text-xs quiet mt-3 text-center">"Nothing moves before you have seen it and said yes."</p>
        </Panel>
    }
    .into_any()
}

/// Links, so that they work without a script; each leads on to what will happen.
#[component]
fn Quick(way: &'static Way) -> impl IntoView {
    let link = |amount: &&'static str| {
        let href = format!("{}?amount={}", way.address, amount.replace(',', ""));
        view! {
            <li>
                <a href=href class="btn btn-sm bg-base-100 border-base-300 font-normal tnum">"₹" {*amount}</a>
            </li>
        }
    };
    (!way.quick.is_empty()).then(|| {
        view! {
            <ul class="flex flex-wrap gap-2" aria-label="Amounts to choose from">
                {way.quick.iter().map(link).collect_view()}
            </ul>
        }
    })
}

#[component]
fn Accounts(
    accounts: Vec<BankAccountView>,
    chosen: Option<String>,
    refusal: Option<String>,
    way: &'static Way,
) -> impl IntoView {
    // Without a choice of the person's, the account that was added last.
    let first = accounts.first().map(|account| account.id.to_string());
    let chosen = chosen.or(first);
    let choice = move |account: BankAccountView| {
        let id = account.id.to_string();
        let checked = chosen.as_ref() == Some(&id);
        view! {
            <label class="flex gap-3 items-start rounded-box border border-base-300 p-3 cursor-pointer has-checked:border-primary has-checked:bg-primary/5">
                <input
                    type="radio"
                    name="bank_account_id"
                    value=id
                    checked=checked
                    class="radio radio-primary radio-sm mt-0.5"
                />
                <span class="min-w-0">
                    <span class="block text-sm font-medium tnum">{account.account_number_masked}</span>
                    <span class="block text-xs quiet wrap-anywhere">
                        {account.ifsc_code} " · " {account.account_holder_name}
                    </span>
                </span>
            </label>
        }
    };
    let add = if way.next == "payout" { "/merchant/bank-accounts" } else { "/settings#bank-accounts" };
    view! {
        <fieldset class="space-y-2" aria-describedby="bank-account-refusal">
            <legend class="font-medium text-sm mb-1.5">"To which account?"</legend>
            {accounts.into_iter().map(choice).collect_view()}
            <FieldRefusal id="bank-account-refusal".to_owned() refusal=Signal::stored(refusal) />
            <a class="link link-hover text-sm text-primary inline-block" href=add>"Add another bank account"</a>
        </fieldset>
    }
    .into_any()
}
