use leptos::prelude::*;
use leptos_meta::Title;

/// The top of a page: its one `h1`, the document's title, and what can be done from here.
#[component]
pub(crate) fn Heading(
    #[prop(into)] title: String,
    /// A line above it, such as the date.
    #[prop(optional, into)]
    above: Option<String>,
    /// A sentence below it.
    #[prop(optional, into)]
    below: Option<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <div class="flex flex-wrap items-end justify-between gap-3 mb-6">
            <div class="min-w-0">
                {above.map(|above| view! { <p class="text-sm quiet">{above}</p> })}
                <h1 class="text-2xl font-semibold tracking-tight break-words">{title}</h1>
                {below.map(|below| view! { <p class="quiet mt-1 max-w-3xl">{below}</p> })}
            </div>
            {children.map(|children| view! { <div class="flex flex-wrap gap-2">{children()}</div> })}
        </div>
    }
    .into_any()
}
