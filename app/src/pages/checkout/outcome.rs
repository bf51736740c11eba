use crate::ui::{
    button::{ButtonLink, Size},
    notice::{Notice, Tone},
};
use domain::payment::{PaymentState, view::CheckoutView};
use leptos::prelude::*;

/// What became of it, or what it waits for.
#[component]
pub(super) fn Outcome(
    checkout: CheckoutView,
    /// From the gateway's page: it is not shown again by itself.
    came_back: bool,
) -> impl IntoView {
    let (tone, title, words) = told(&checkout);
    let waits = checkout.status == PaymentState::Processing;
    let bank = checkout.customer_url.clone().filter(|_| waits);
    let goes = bank.clone().filter(|_| !came_back);
    view! {
        <Notice tone>
            <p class="font-medium">{title}</p>
            <p>{words}</p>
        </Notice>
        {waits.then(|| view! { <Again goes=goes.clone() id=checkout.id.to_string() came_back /> })}
        {bank
            .map(|bank| {
                view! {
                    <a class="btn btn-primary btn-block btn-lg text-base sm:text-lg" href=bank rel="external">
                        "Continue to the bank's page"
                    </a>
                }
            })}
        {checkout
            .back_url
            .filter(|_| !waits)
            .map(|back| view! { <ButtonLink href=back size=Size::Block>"Back to the shop"</ButtonLink> })}
    }
    .into_any()
}

/// Without a script the page comes again by itself, or goes on to where the customer is waited for. With one it is read
/// again as it stands, and only the going on is done here.
#[component]
fn Again(goes: Option<String>, id: String, came_back: bool) -> impl IntoView {
    let content = match &goes {
        Some(url) => format!("0; url={url}"),
        None if came_back => format!("3; url=/pay/{id}?back=1"),
        None => format!("2; url=/pay/{id}"),
    };
    #[cfg(feature = "hydrate")]
    if let Some(url) = goes {
        Effect::new(move |_| {
            // A browser that does not want to go has the button.
            drop(window().location().set_href(&url));
        });
    }
    // Where a script runs, browsers do not look into it.
    let refresh = (!cfg!(feature = "hydrate")).then_some(content);
    view! {
        <noscript>{refresh.map(|content| view! { <meta http-equiv="refresh" content=content /> })}</noscript>
    }
    .into_any()
}

fn told(checkout: &CheckoutView) -> (Tone, &'static str, String) {
    match checkout.status {
        PaymentState::Created if checkout.expired => {
            (Tone::Warning, "The time to pay this is over", "Ask the shop for a new link.".to_owned())
        }
        PaymentState::Created => (
            Tone::Warning,
            "This cannot be paid at the moment",
            "The shop takes no payments now. Nothing was taken from you.".to_owned(),
        ),
        PaymentState::Processing if checkout.customer_url.is_some() => (
            Tone::Calm,
            "The bank waits for you",
            "Pay on its page. What comes of it is shown here by itself.".to_owned(),
        ),
        PaymentState::Processing => (
            Tone::Calm,
            "We are asking the bank",
            "This takes a few seconds. Do not pay a second time: it is shown here by itself what became of it.".to_owned(),
        ),
        PaymentState::Success => {
            let back = checkout.refunded_amount;
            if checkout.method.as_deref() == Some("plan") && !back.is_positive() {
                let words = "The shop has its money. Your instalments are under Pay later.".to_owned();
                return (Tone::Good, "Bought in instalments", words);
            }
            let words = if back.is_positive() {
                format!("The shop knows of it. {} of it came back to you.", back.show())
            } else {
                "The shop knows of it.".to_owned()
            };
            (Tone::Good, "Paid", words)
        }
        PaymentState::Refunded => (Tone::Good, "Refunded", "All of it is on its way back to you.".to_owned()),
        PaymentState::Failed if checkout.expired => {
            (Tone::Warning, "The time to pay this is over", "Nothing was taken. Ask the shop for a new link.".to_owned())
        }
        PaymentState::Failed => (
            Tone::Warning,
            "It was not paid, and nothing was taken",
            "It was declined or called off, or nobody could take it. The shop can ask you again.".to_owned(),
        ),
    }
}
