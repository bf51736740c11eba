//! All merchants, and one of them.

mod one; // balances, where money may go, payouts, the switch
pub mod server;

pub(crate) use one::AdminMerchantPage;

use crate::ui::{
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    empty::Empty,
    filter::{FilterField, Filters},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    table::{Column, Head, ROW, Table},
};
use domain::{merchant::view::MerchantView, page::Page};
use leptos::prelude::*;
use server::ReadMerchants;

#[component]
pub(crate) fn MerchantsPage() -> impl IntoView {
    let address = use_address();
    let merchants = Reading::live(move || ReadMerchants {
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Merchants" />
        <Filters action="/admin/merchants">
            <FilterField label="Name, e-mail or id" name="q" class="input input-sm w-64" />
        </Filters>
        {merchants.show_part(|page| view! { <MerchantTable page /> }.into_any())}
    }
    .into_any()
}

#[component]
fn MerchantTable(page: Page<MerchantView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Shop title="No merchant fits" words="Try a part of the name or of the e-mail address." />
            </div>
        }
        .into_any();
    }
    let row = |merchant: MerchantView| {
        let is_active = merchant.is_active;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline break-words" href=format!("/admin/merchants/{}", merchant.id)>
                        {merchant.name}
                    </a>
                    <div class="text-xs quiet break-all">{merchant.email}</div>
                    <div class="sm:hidden mt-1">
                        <ActiveBadge is_active />
                    </div>
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=merchant.available />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=merchant.held />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <ActiveBadge is_active />
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Merchants, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Merchant", Column::Words),
    ("Available", Column::Figures),
    ("Held", Column::FiguresIfRoom),
    ("Standing", Column::FiguresIfRoom),
];

#[component]
fn ActiveBadge(is_active: bool) -> impl IntoView {
    let (meaning, word) = if is_active { (Meaning::Good, "active") } else { (Meaning::Bad, "switched off") };
    view! { <Badge meaning word /> }.into_any()
}
