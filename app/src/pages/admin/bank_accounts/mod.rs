//! Where money may be sent: everybody's bank accounts, masked.

pub mod server;

use crate::ui::{
    address::use_address,
    date::Moment,
    empty::Empty,
    filter::{FilterField, Filters},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    table::{Column, Head, ROW, Table},
};
use domain::{bank_account::view::OwnedBankAccountView, page::Page};
use leptos::prelude::*;
use server::ReadAllBankAccounts;

#[component]
pub(crate) fn AllBankAccountsPage() -> impl IntoView {
    let address = use_address();
    let accounts = Reading::live(move || ReadAllBankAccounts {
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Bank accounts" below="The only places to which withdrawals and payouts go." />
        <Filters action="/admin/bank-accounts">
            <FilterField label="Name, last four digits or IFSC" name="q" class="input input-sm w-64" />
        </Filters>
        {accounts.show_part(|page| view! { <AccountTable page /> }.into_any())}
    }
    .into_any()
}

#[component]
fn AccountTable(page: Page<OwnedBankAccountView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Bank title="No bank account fits" words="Try a part of a name, or the last four digits." />
            </div>
        }
        .into_any();
    }
    let row = |owned: OwnedBankAccountView| {
        let owner = match (owned.merchant_id, owned.person_id) {
            (Some(merchant), _) => format!("/admin/merchants/{merchant}"),
            (None, Some(person)) => format!("/admin/people/{person}"),
            (None, None) => "/admin/people".to_owned(),
        };
        let account = owned.account;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <span class="font-medium tnum">{account.account_number_masked}</span>
                    <div class="text-xs quiet wrap-anywhere">{account.ifsc_code} " · " {account.account_holder_name}</div>
                </td>
                <td class=Column::Words.cell()>
                    <a class="hover:underline wrap-anywhere" href=owner>
                        {owned.owner_name}
                    </a>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=account.created_at />
                    </span>
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Bank accounts, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("Account", Column::Words), ("Whose", Column::Words), ("Added", Column::FiguresIfRoom)];
