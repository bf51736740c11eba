use leptos::prelude::*;

/// A part of a whole as a ring.
#[component]
pub(crate) fn Donut(
    /// From 0 to 100.
    per_cent: i64,
    /// What it shows, for those who cannot see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let part = per_cent.clamp(0, 100);
    view! {
        <svg viewBox="0 0 64 64" class="size-16 shrink-0 -rotate-90" role="img" aria-label=label>
            <circle cx="32" cy="32" r="26" fill="none" stroke="currentColor" stroke-opacity=".12" stroke-width="7" />
            {(part > 0)
                .then(|| {
                    view! {
                        <circle
                            cx="32"
                            cy="32"
                            r="26"
                            fill="none"
                            stroke="currentColor"
                            stroke-width="7"
                            stroke-linecap="round"
                            class="text-primary"
                            pathLength="100"
                            stroke-dasharray=format!("{part} {}", 100_i64.saturating_sub(part).max(0))
                        />
                    }
                })}
        </svg>
    }
    .into_any()
}
