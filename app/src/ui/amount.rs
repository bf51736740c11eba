use domain::money::Paise;
use leptos::prelude::*;

/// An amount as it stands.
#[component]
pub(crate) fn Amount(paise: Paise) -> impl IntoView {
    view! { <span class="tnum whitespace-nowrap">{paise.show()}</span> }.into_any()
}

/// An amount that came in (`+`, green) or went out (`−`, ink). The sign says it, not the colour alone.
#[component]
pub(crate) fn Movement(paise: Paise, credit: bool) -> impl IntoView {
    let (sign, class) = if credit {
        ("+", "tnum whitespace-nowrap font-medium text-success")
    } else {
        ("\u{2212}", "tnum whitespace-nowrap font-medium")
    };
    view! { <span class=class>{sign}{paise.abs().show()}</span> }.into_any()
}

/// The figure that a panel is about.
#[component]
pub(crate) fn BigAmount(paise: Paise) -> impl IntoView {
    view! { <BigFigure words=paise.show() /> }.into_any()
}

/// A figure that is no amount, as large as one.
#[component]
pub(crate) fn BigFigure(words: String) -> impl IntoView {
    // As large as its sheet has room for: ten crore must fit as well.
    view! {
        <div class="@container">
            <p class="text-lg @[12rem]:text-xl @[14rem]:text-2xl @[18rem]:text-3xl font-semibold tracking-tight tnum mt-1 whitespace-nowrap">
                {words}
            </p>
        </div>
    }
    .into_any()
}
