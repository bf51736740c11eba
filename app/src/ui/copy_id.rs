use super::{
    hydrated::use_hydrated,
    icon::{Glyph, Icon},
};
use leptos::prelude::*;

/// An id, shortened, with the whole of it on hover and a button that copies it.
#[component]
pub(crate) fn CopyId(#[prop(into)] id: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let hydrated = use_hydrated();
    let whole = id.clone();
    let copy = move |_| {
        copy_text(&whole);
        copied.set(true);
    };
    view! {
        <span class="inline-flex items-center gap-1 align-middle">
            <code class="text-xs tnum" title=id.clone()>{short(&id)}</code>
            <button
                type="button"
                class="btn btn-ghost btn-xs btn-square"
                class=("invisible", move || !hydrated.get())
                aria-label="Copy the whole id"
                on:click=copy
            >
                {move || {
                    let glyph = if copied.get() { Glyph::Check } else { Glyph::Copy };
                    view! { <Icon glyph class="size-3.5" /> }
                }}
            </button>
            <span class="sr-only" aria-live="polite">{move || copied.get().then_some("Copied")}</span>
        </span>
    }
    .into_any()
}

/// The end of a UUIDv7 differs most.
pub(crate) fn short(id: &str) -> String {
    let end: String = id.chars().rev().take(8).collect();
    format!("…{}", end.chars().rev().collect::<String>())
}

#[cfg(feature = "hydrate")]
pub(super) fn copy_text(text: &str) {
    let _finishes_by_itself = window().navigator().clipboard().write_text(text);
}

#[cfg(not(feature = "hydrate"))]
pub(super) fn copy_text(_text: &str) {}
