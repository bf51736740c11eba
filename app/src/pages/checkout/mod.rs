//! Where a merchant's customer pays: whoever has the address.

mod choose; // how
mod later; // in instalments
mod outcome; // what became of it
pub mod server;

use crate::{
    layout::{PayFrame, Secure},
    live,
    ui::{address::use_address, load::Reading},
};
use choose::{Choose, Confirm};
use domain::payment::PaymentState;
use later::Later;
use leptos::prelude::*;
use leptos_meta::Title;
use outcome::Outcome;
use server::{CheckoutScreen, ReadCheckout};

#[component]
pub(crate) fn CheckoutPage() -> impl IntoView {
    // Whoever pays may be signed in as nobody, so the page asks by itself.
    live::provide_poll();
    let address = use_address();
    let screen = Reading::live(move || ReadCheckout { payment: address.part("payment") });
    view! {
        <PayFrame>
            {screen
                .show(move |screen| {
                    let way = address.choice("way");
                    let count = address.choice("count").and_then(|count| count.parse().ok());
                    let came_back = address.choice("back").is_some();
                    view! { <Checkout screen way count came_back /> }.into_any()
                })}
        </PayFrame>
    }
    .into_any()
}

#[component]
fn Checkout(
    screen: CheckoutScreen,
    /// What was chosen and must be confirmed.
    way: Option<String>,
    count: Option<u16>,
    came_back: bool,
) -> impl IntoView {
    let CheckoutScreen { checkout, wallet, .. } = screen.clone();
    let open = checkout.status == PaymentState::Created && checkout.payable;
    let back = checkout.back_url.clone().filter(|_| checkout.status == PaymentState::Created);
    let what = checkout.description.clone();
    view! {
        <Title text=format!("Pay {}", checkout.merchant_name) />
        <section class="panel p-5 sm:p-6">
            <h1 class="text-sm quiet wrap-anywhere">{asks(&checkout.merchant_name, checkout.status)}</h1>
            <p class="text-3xl min-[340px]:text-4xl font-semibold tracking-tight tnum mt-1">{checkout.amount.show()}</p>
            {what.map(|what| view! { <p class="text-sm quiet mt-1 wrap-anywhere">{what}</p> })}
            <div class="mt-6">
                {if !open {
                    view! { <Outcome checkout came_back /> }.into_any()
                } else {
                    match way.as_deref() {
                        Some("wallet") => view! { <Confirm checkout wallet /> }.into_any(),
                        Some("plan") => view! { <Later screen count /> }.into_any(),
                        _ => view! { <Choose checkout wallet /> }.into_any(),
                    }
                }}
            </div>
        </section>
        {back
            .map(|back| {
                view! {
                    <p class="text-center text-sm mt-4">
                        <a class="link link-hover quiet" href=back rel="external">"Cancel and return to the shop"</a>
                    </p>
                }
            })}
        <Secure />
    }
    .into_any()
}

fn asks(merchant: &str, status: PaymentState) -> String {
    match status {
        PaymentState::Created | PaymentState::Processing => format!("{merchant} asks you to pay"),
        PaymentState::Success => format!("You have paid {merchant}"),
        PaymentState::Failed => format!("Not paid to {merchant}"),
        PaymentState::Refunded => format!("{merchant} has given this back"),
    }
}
