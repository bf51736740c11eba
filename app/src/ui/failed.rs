use super::{
    button::{ButtonLink, Tone},
    heading::Heading,
    icon::{Glyph, Icon},
};
use crate::error::UiError;
use domain::explain::Kind;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What is shown instead of what could not be read: our sentence, and what to do.
#[component]
pub(crate) fn Failed(refusal: UiError, extent: Extent, again: Callback<()>) -> impl IntoView {
    let title = match refusal.0.kind {
        Kind::NotFound => "Nothing here",
        Kind::NotAuthenticated => "Please sign in",
        Kind::Forbidden => "Not for this account",
        Kind::Invalid => "This address does not work",
        Kind::TooMany => "A little slower, please",
        Kind::Conflict | Kind::Internal | Kind::Unavailable => "We could not show this",
    };
    view! {
        {matches!(extent, Extent::Page).then(|| view! { <Heading title /> })}
        <div class="panel p-5 flex gap-4 items-start max-w-2xl" role="alert">
            <span class="text-error">
                <Icon glyph=Glyph::Alert class="size-6 shrink-0" />
            </span>
            <div class="space-y-4">
                <p>{refusal.0.message}</p>
                {way_out(refusal.0.kind, again)}
            </div>
        </div>
    }
    .into_any()
}

/// How much of a page was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, its title too.
    Page,
    /// A part, below a title that stands without it.
    Part,
}

fn way_out(kind: Kind, again: Callback<()>) -> AnyView {
    let location = use_location();
    let here =
        format!("{}{}", location.pathname.get_untracked(), location.query.get_untracked().to_query_string());
    match kind {
        Kind::NotAuthenticated => {
            let next = leptos_router::location::Url::escape(&here);
            view! { <ButtonLink href=format!("/sign-in?next={next}")>"Sign in"</ButtonLink> }.into_any()
        }
        Kind::NotFound | Kind::Forbidden => {
            view! { <ButtonLink href="/" tone=Tone::Quiet>"To the first page"</ButtonLink> }.into_any()
        }
        Kind::Invalid => {
            let bare = location.pathname.get_untracked();
            view! { <ButtonLink href=bare tone=Tone::Quiet>"Show it without filters"</ButtonLink> }.into_any()
        }
        // A real link, for when no script runs; with one, only this part is asked for again.
        Kind::Conflict | Kind::TooMany | Kind::Internal | Kind::Unavailable => view! {
            <a
                href=here
                class="btn btn-primary"
                on:click=move |ev| {
                    ev.prevent_default();
                    again.run(());
                }
            >
                "Try again"
            </a>
        }
        .into_any(),
    }
}
