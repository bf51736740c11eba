use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A list with nothing in it says why, and what to do about it.
#[component]
pub(crate) fn Empty(
    #[prop(default = Glyph::Inbox)] glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(optional, into)] words: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center text-center gap-2 py-10 px-4">
            <span class="quiet">
                <Icon glyph class="size-8" />
            </span>
            <p class="font-medium">{title}</p>
            <p class="text-sm quiet max-w-md">{words}</p>
            {children.map(|children| view! { <div class="mt-2">{children()}</div> })}
        </div>
    }
    .into_any()
}
