use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Calm,
    Warning,
    Bad,
}

/// A sentence to the person about what they did, or must know.
#[component]
pub(crate) fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let (class, glyph, role) = match tone {
        Tone::Good => ("border-l-success text-success", Glyph::Check, "status"),
        Tone::Calm => ("border-l-info text-info", Glyph::Info, "status"),
        Tone::Warning => ("border-l-accent text-accent", Glyph::Alert, "status"),
        Tone::Bad => ("border-l-error text-error", Glyph::Alert, "alert"),
    };
    view! {
        <div class=format!("panel p-4 mb-4 flex gap-3 items-start border-l-4 {class}") role=role>
            <Icon glyph class="size-5 shrink-0 mt-0.5" />
            <div class="text-base-content text-sm min-w-0 flex-1">{children()}</div>
        </div>
    }
    .into_any()
}
