use leptos::prelude::*;

/// What and how much, in two columns.
#[component]
pub(crate) fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="text-sm">{children()}</dl> }.into_any()
}

#[component]
pub(crate) fn Fact(
    #[prop(into)] what: String,
    /// The line that the others lead up to.
    #[prop(optional)]
    total: bool,
    children: Children,
) -> impl IntoView {
    let class = if total {
        "flex justify-between gap-4 py-2 row-line font-semibold"
    } else {
        "flex justify-between gap-4 py-2 row-line"
    };
    view! {
        <div class=class>
            <dt class=if total { "" } else { "quiet" }>{what}</dt>
            <dd class="tnum text-right break-words shrink-0 max-w-[65%]">{children()}</dd>
        </div>
    }
    .into_any()
}

/// A figure with its name above it, for a row of them.
#[component]
pub(crate) fn Figure(#[prop(into)] what: String, children: Children) -> impl IntoView {
    view! {
        <div class="min-w-0">
            <dt class="label-quiet">{what}</dt>
            <dd class="tnum font-medium mt-0.5">{children()}</dd>
        </div>
    }
    .into_any()
}
