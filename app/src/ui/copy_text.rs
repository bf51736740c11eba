use super::{
    copy_id::copy_text,
    hydrated::use_hydrated,
    icon::{Glyph, Icon},
};
use leptos::prelude::*;

/// Text to be taken elsewhere, whole, with a button that copies it.
#[component]
pub(crate) fn CopyText(
    #[prop(into)] text: String,
    /// Of what the button speaks.
    what: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let hydrated = use_hydrated();
    let whole = text.clone();
    let copy = move |_| {
        copy_text(&whole);
        copied.set(true);
    };
    view! {
        <div class="flex gap-2 items-start mt-1.5">
            <code class="flex-1 min-w-0 text-xs wrap-anywhere bg-base-200 rounded-field p-2">{text}</code>
            <button
                type="button"
                class="btn btn-sm btn-square bg-base-100 border-base-300"
                class=("hidden", move || !hydrated.get())
                aria-label=format!("Copy {what}")
                on:click=copy
            >
                {move || {
                    let glyph = if copied.get() { Glyph::Check } else { Glyph::Copy };
                    view! { <Icon glyph class="size-4" /> }
                }}
            </button>
            <span class="sr-only" aria-live="polite">{move || copied.get().then_some("Copied")}</span>
        </div>
    }
    .into_any()
}
