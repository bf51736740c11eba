use leptos::prelude::*;

/// What a state means to the person who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Good,
    Waiting,
    Bad,
    Calm,
}

impl Meaning {
    const fn class(self) -> &'static str {
        match self {
            Meaning::Good => {
                "badge badge-sm whitespace-nowrap border-success/25 bg-success/10 text-success font-medium"
            }
            Meaning::Waiting => {
                "badge badge-sm whitespace-nowrap border-warning/60 bg-warning/25 text-base-content font-medium"
            }
            Meaning::Bad => {
                "badge badge-sm whitespace-nowrap border-error/25 bg-error/10 text-error font-medium"
            }
            Meaning::Calm => {
                "badge badge-sm whitespace-nowrap border-base-300 bg-base-200 text-base-content font-medium"
            }
        }
    }
}

#[component]
pub(crate) fn Badge(meaning: Meaning, #[prop(into)] word: String) -> impl IntoView {
    view! { <span class=meaning.class()>{word}</span> }.into_any()
}
