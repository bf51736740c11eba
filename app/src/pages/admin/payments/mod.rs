//! All payments, and one of them with what stands behind it.

pub mod server;

use crate::{
    pages::payments::{Attempts, PaymentBadge, PaymentFacts, PaymentTable, Refund, STATES},
    ui::{
        act::Act,
        address::use_address,
        button::{Size, Submit, Tone},
        empty::Empty,
        filter::{Chips, Choose, FilterField, Filters},
        form::ActForm,
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
        panel::Panel,
    },
};
use domain::{
    gateway::GatewayName,
    page::Page,
    payment::{
        RefundState,
        view::{PaymentRowView, RefundView},
    },
};
use leptos::prelude::*;
use server::{AnyPaymentScreen, CallOffRefund, ReadAllPayments, ReadAnyPayment, RetryRefund};

use super::transfers::{Entries, Jobs};

#[component]
pub(crate) fn AdminPaymentsPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadAllPayments {
        status: address.choice("status"),
        gateway: address.choice("gateway"),
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    let gateways = GatewayName::ALL.map(|name| (name.as_str(), name.words()));
    let gateways: Vec<_> = std::iter::once(("", "Any gateway")).chain(gateways).collect();
    view! {
        <Heading title="Payments" below="What merchants ask of their customers, and what became of it." />
        <Filters action="/admin/payments" keeps=&["status"]>
            <FilterField label="Merchant, our id or a gateway's reference" name="q" class="input input-sm w-72 max-w-full" />
            <Choose label="Gateway" name="gateway" choices=gateways />
        </Filters>
        <Chips label="State" name="status" choices=STATES.to_vec() />
        {list.show_part(|page| view! { <List page /> }.into_any())}
    }
    .into_any()
}

#[component]
fn List(page: Page<PaymentRowView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty
                    glyph=Glyph::Inbox
                    title="No payment fits"
                    words="Choose another state or gateway, or search for a part of the merchant's name."
                />
            </div>
        }
        .into_any();
    }
    let rows = page.items.into_iter().map(|row| (row.payment, Some(row.merchant_name))).collect();
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <PaymentTable rows base="/admin/payments" />
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
pub(crate) fn AdminPaymentPage() -> impl IntoView {
    let address = use_address();
    let (retry, call_off) = (Act::new::<RetryRefund>(), Act::new::<CallOffRefund>());
    let screen = Reading::live(move || ReadAnyPayment { payment: address.part("payment") });
    screen.show(move |screen| view! { <One screen retry call_off /> }.into_any())
}

#[component]
fn One(screen: AnyPaymentScreen, retry: Act, call_off: Act) -> impl IntoView {
    let AnyPaymentScreen { row, entries, jobs } = screen;
    let payment = row.payment;
    let title = format!("Payment of {}", payment.amount.show());
    let attempts = payment.attempts.clone().unwrap_or_default();
    let refunds = payment.refunds.clone().unwrap_or_default();
    let wallet = payment.method.as_deref() == Some("wallet");
    let refund = move |refund: RefundView| {
        let waits = refund.status == RefundState::Approved && refund.failure_code.is_some();
        let id = refund.id.to_string();
        view! {
            <Refund refund />
            {waits.then(|| view! { <Refused id retry call_off /> })}
        }
    };
    let none =
        refunds.is_empty().then(|| view! { <p class="text-sm quiet">"Nothing has been given back."</p> });
    view! {
        <Heading title below=row.merchant_name>
            <PaymentBadge state=payment.status refunded=payment.refunded_amount />
        </Heading>
        <PaymentFacts payment />
        <div class="grid gap-4 lg:grid-cols-2 items-start my-4">
            <div class="space-y-4 min-w-0">
                <Panel title="At gateways">
                    <Attempts attempts wallet />
                </Panel>
                <Panel title="Refunds">
                    {none} <ul>{refunds.into_iter().map(refund).collect_view()}</ul>
                </Panel>
            </div>
            <div class="space-y-4 min-w-0">
                <Panel title="In the ledger">
                    <Entries entries />
                </Panel>
                <Panel title="Who looked after it">
                    <Jobs jobs />
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

/// What a gateway refused can be tried again or called off. There is no button for one whose outcome is not known.
#[component]
fn Refused(id: String, retry: Act, call_off: Act) -> impl IntoView {
    let again = id.clone();
    view! {
        <li class="pb-3 flex flex-wrap gap-2">
            <ActForm action=retry class="">
                <input type="hidden" name="refund" value=again />
                <Submit tone=Tone::Quiet size=Size::Small busy="Sending…">"Send it again"</Submit>
            </ActForm>
            <ActForm action=call_off class="">
                <input type="hidden" name="refund" value=id />
                <Submit tone=Tone::Danger size=Size::Small busy="Calling off…">"Call it off"</Submit>
            </ActForm>
        </li>
    }
    .into_any()
}
