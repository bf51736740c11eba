//! What merchants ask of their customers, as merchants see it; admins use the parts.

mod facts; // one payment
mod new; // asked for by hand
mod refund; // given back
pub mod server;
mod table; // many

pub(crate) use facts::{Attempts, PaymentFacts, Refund, Refunds};
pub(crate) use new::NewPaymentPage;
pub(crate) use table::{PaymentBadge, PaymentTable};

use crate::ui::{
    act::Act,
    address::use_address,
    amount::Amount,
    button::{ButtonLink, Tone},
    copy_text::CopyText,
    filter::Chips,
    heading::Heading,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::{
    page::Page,
    payment::{PaymentState, view::PaymentView},
};
use leptos::prelude::*;
use refund::RefundForm;
use server::{PaymentScreen, ReadPayment, ReadPayments, RefundIt};

const BASE: &str = "/merchant/payments";

pub(crate) const STATES: [(&str, &str); 6] = [
    ("", "All"),
    ("CREATED", "Waiting"),
    ("PROCESSING", "Being paid"),
    ("SUCCESS", "Paid"),
    ("FAILED", "Failed"),
    ("REFUNDED", "Refunded"),
];

#[component]
pub(crate) fn PaymentsPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadPayments {
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Payments">
            <ButtonLink href="/merchant/payments/new">"Ask for a payment"</ButtonLink>
        </Heading>
        <Panel>
            <Chips label="Status" name="status" choices=STATES.to_vec() />
            {list.show_part(|page| view! { <List page /> }.into_any())}
        </Panel>
    }
    .into_any()
}

#[component]
fn List(page: Page<PaymentView>) -> impl IntoView {
    let pager = (!page.items.is_empty()).then(|| view! { <Pager older=page.older newer=page.newer /> });
    let rows = page.items.into_iter().map(|payment| (payment, None)).collect();
    view! {
        <PaymentTable rows base=BASE />
        {pager}
    }
    .into_any()
}

#[component]
pub(crate) fn PaymentPage() -> impl IntoView {
    let address = use_address();
    let refund = Act::new::<RefundIt>();
    let page = Reading::live(move || ReadPayment { payment: address.part("payment") });
    page.show(move |screen| view! { <One screen refund /> }.into_any())
}

#[component]
fn One(screen: PaymentScreen, refund: Act) -> impl IntoView {
    let PaymentScreen { payment, key } = screen;
    let title = format!("Payment of {}", payment.amount.show());
    let (attempts, refunds) = (payment.attempts.clone(), payment.refunds.clone());
    let waits = payment.status == PaymentState::Created && payment.return_url.is_some();
    let link = payment.checkout_url.clone();
    let left = payment.refundable_amount;
    let can_refund = payment.status == PaymentState::Success && left.is_positive();
    view! {
        <Heading title below=payment.description.clone().unwrap_or_default()>
            <PaymentBadge state=payment.status refunded=payment.refunded_amount />
        </Heading>
        {waits
            .then(|| {
                view! {
                    <div class="mb-4">
                        <Panel title="Send this link to your customer">
                            <CopyText text=link what="the link" />
                        </Panel>
                    </div>
                }
            })}
        <PaymentFacts payment=payment.clone() />
        <div class="grid gap-4 lg:grid-cols-2 items-start mt-4">
            <Panel title="Refunds">
                <Refunds refunds=refunds.unwrap_or_default() />
                {can_refund
                    .then(|| {
                        view! {
                            <div class="mt-4 pt-4 border-t border-base-300">
                                <p class="text-sm quiet mb-3">
                                    "Up to " <Amount paise=left /> " can be given back. The fee is not returned."
                                </p>
                                <RefundForm payment=payment.id.to_string() key_text=key left refund />
                            </div>
                        }
                    })}
            </Panel>
            <Panel title="At gateways">
                <Attempts attempts=attempts.unwrap_or_default() wallet=payment.method.as_deref() == Some("wallet") />
            </Panel>
        </div>
        <div class="mt-4">
            <ButtonLink href=BASE tone=Tone::Quiet>"All payments"</ButtonLink>
        </div>
    }
    .into_any()
}
