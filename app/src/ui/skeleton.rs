use leptos::prelude::*;

/// The shape of what is coming.
#[component]
pub(crate) fn Skeleton(#[prop(default = 5)] rows: usize) -> impl IntoView {
    let bar = |_| view! { <div class="skeleton h-10 w-full"></div> };
    view! {
        <div class="panel p-5 space-y-3" role="status" aria-label="Loading">
            <div class="skeleton h-6 w-1/3"></div>
            {(0..rows).map(bar).collect_view()}
        </div>
    }
    .into_any()
}
