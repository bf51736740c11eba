use super::date::ExactMoment;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// What happened to an object, in words, with times; the latest first or last as it is given.
#[component]
pub(crate) fn Timeline(
    /// When, what, and by whom.
    events: Vec<(DateTime<Utc>, String, String)>,
) -> impl IntoView {
    let step = |(at, words, by): (DateTime<Utc>, String, String)| {
        view! {
            <li class="relative pl-5 pb-4 last:pb-0 wrap-anywhere border-l border-base-300 last:border-transparent">
                <span class="absolute -left-1.5 top-1 size-3 rounded-full bg-base-100 border-2 border-primary"></span>
                <p class="text-sm font-medium">{words}</p>
                <p class="text-xs quiet mt-0.5">
                    <ExactMoment at />
                    {(!by.is_empty()).then(|| format!(" · {by}"))}
                </p>
            </li>
        }
    };
    view! { <ol class="ml-1.5">{events.into_iter().map(step).collect_view()}</ol> }.into_any()
}
