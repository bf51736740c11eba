use super::server::ReadStuckPayments;
use crate::ui::{
    amount::Amount,
    badge::{Badge, Meaning},
    duration::seconds_words,
    load::Reading,
    panel::Panel,
};
use domain::payment::view::StuckPaymentView;
use leptos::prelude::*;

/// Of which a gateway does not say how they ended; and refunds that one refused, which wait for a decision.
#[component]
pub(super) fn StuckPayments() -> impl IntoView {
    let stuck = Reading::live(|| ReadStuckPayments {});
    view! {
        <div class="mt-4">
            <Panel title="Payments and refunds">{stuck.show_part(|stuck| view! { <List stuck /> }.into_any())}</Panel>
        </div>
    }
    .into_any()
}

#[component]
fn List(stuck: Vec<StuckPaymentView>) -> impl IntoView {
    if stuck.is_empty() {
        return view! { <p class="text-sm quiet">"Every gateway has said in time what became of what it was sent."</p> }
            .into_any();
    }
    let one = |stuck: StuckPaymentView| {
        let (meaning, word, what) = match stuck.refund_id {
            Some(_) => (Meaning::Bad, "refused", "Refund of "),
            None => (Meaning::Waiting, "not known yet", "Payment of "),
        };
        view! {
            <li class="row-line py-3 text-sm">
                <div class="flex flex-wrap justify-between gap-x-3 gap-y-1">
                    <a class="font-medium hover:underline" href=format!("/admin/payments/{}", stuck.payment_id)>
                        {what} <Amount paise=stuck.amount />
                    </a>
                    <Badge meaning word />
                </div>
                <p class="text-xs quiet mt-0.5 wrap-anywhere">
                    {stuck.merchant_name} " · " {stuck.gateway.words()} " · since " {seconds_words(stuck.waiting_seconds)}
                </p>
                {stuck.last_contact.map(|said| view! { <p class="text-xs quiet wrap-anywhere">{said}</p> })}
            </li>
        }
    };
    view! { <ul>{stuck.into_iter().map(one).collect_view()}</ul> }.into_any()
}
