//! The bank accounts of a person or a merchant: the only places to which their money may be sent.

mod form; // adds one
pub mod server;

pub(crate) use form::AddForm;

use crate::ui::{
    act::Act,
    address::use_address,
    date::Moment,
    empty::Empty,
    heading::Heading,
    icon::{Glyph, Icon},
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::{bank_account::view::BankAccountView, page::Page};
use leptos::prelude::*;
use server::{AddBankAccount, ReadBankAccounts};

/// A merchant's page of its own for them.
#[component]
pub(crate) fn BankAccountsPage() -> impl IntoView {
    view! {
        <Heading title="Bank accounts" below="Payouts go to one of these and nowhere else." />
        <BankAccounts next="banks" />
    }
    .into_any()
}

/// The list and the form that adds to it.
#[component]
pub(crate) fn BankAccounts(
    /// Where a new account leads; see [`server::add_bank_account`].
    next: &'static str,
) -> impl IntoView {
    let address = use_address();
    let add = Act::new::<AddBankAccount>();
    let accounts = Reading::after([add], move || ReadBankAccounts { cursor: address.choice("cursor") });
    view! {
        <div id="bank-accounts" class="grid gap-4 lg:grid-cols-2 items-start">
            <Panel title="Bank accounts">{accounts.show_part(|page| view! { <List page /> }.into_any())}</Panel>
            <Panel title="Add a bank account">
                <AddForm next add />
            </Panel>
        </div>
    }
    .into_any()
}

#[component]
fn List(page: Page<BankAccountView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty glyph=Glyph::Bank title="No bank account yet" words="Money is only sent to an account that is listed here." />
        }
        .into_any();
    }
    let row = |account: BankAccountView| {
        view! {
            <li class="flex gap-3 items-start py-3 row-line">
                <span class="quiet mt-0.5">
                    <Icon glyph=Glyph::Bank />
                </span>
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium tnum">{account.account_number_masked}</p>
                    <p class="text-xs quiet wrap-anywhere">{account.ifsc_code} " · " {account.account_holder_name}</p>
                </div>
                <p class="text-xs quiet">
                    <Moment at=account.created_at />
                </p>
            </li>
        }
    };
    view! {
        <ul>{page.items.into_iter().map(row).collect_view()}</ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}
