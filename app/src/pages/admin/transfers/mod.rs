//! All money across the bank, and one of its movements with what stands behind it.

mod one; // facts, ledger, jobs, "Ask the bank now"
pub mod server;

pub(crate) use one::{AdminTransferPage, AskTheBank, Entries, Jobs, times};

use crate::{
    pages::transfers::TransferTable,
    ui::{
        address::use_address,
        empty::Empty,
        filter::{Chips, FilterField, Filters},
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
    },
};
use domain::{
    page::Page,
    transfer::{TransferKind, view::TransferView},
};
use leptos::prelude::*;
use server::ReadAllTransfers;

#[component]
pub(crate) fn AdminTransfersPage() -> impl IntoView {
    let address = use_address();
    let transfers = Reading::live(move || ReadAllTransfers {
        kind: address.choice("kind"),
        status: address.choice("status"),
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Transfers" below="Deposits, withdrawals and payouts: all money that crosses the bank." />
        <Filters action="/admin/transfers" keeps=&["kind", "status"]>
            <FilterField label="Name, our id or the bank's reference" name="q" class="input input-sm w-72 max-w-full" />
        </Filters>
        <Chips label="Kind" name="kind" choices=KINDS.to_vec() />
        <Chips label="State" name="status" choices=STATES.to_vec() />
        {transfers.show_part(|page| view! { <TransferList page /> }.into_any())}
    }
    .into_any()
}

const KINDS: [(&str, &str); 4] =
    [("", "All"), ("deposit", "Deposits"), ("withdrawal", "Withdrawals"), ("payout", "Payouts")];

const STATES: [(&str, &str); 5] = [
    ("", "Any state"),
    ("pending", "Not yet sent"),
    ("processing", "At the bank"),
    ("success", "Arrived"),
    ("failed", "Failed"),
];

#[component]
fn TransferList(page: Page<TransferView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty
                    glyph=Glyph::Exchange
                    title="No transfer fits"
                    words="Choose another kind or state, or search for a part of the owner's name."
                />
            </div>
        }
        .into_any();
    }
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <TransferTable items=page.items base="/admin/transfers" owner=true />
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

/// Where the one whose money it is has their page.
pub(crate) fn owner_href(transfer: &TransferView) -> String {
    match transfer.kind {
        TransferKind::Deposit | TransferKind::Withdrawal => format!("/admin/people/{}", transfer.owner_id),
        TransferKind::Payout => format!("/admin/merchants/{}", transfer.owner_id),
    }
}
