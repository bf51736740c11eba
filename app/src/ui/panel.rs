use leptos::prelude::*;

/// A sheet of paper with a heading.
#[component]
pub(crate) fn Panel(
    #[prop(optional, into)] title: Option<String>,
    /// A link or a badge on the heading's line.
    #[prop(optional)]
    aside: Option<AnyView>,
    #[prop(default = "")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("panel p-4 sm:p-5 min-w-0 {class}")>
            {title
                .map(|title| {
                    view! {
                        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 mb-2">
                            <h2 class="font-semibold">{title}</h2>
                            {aside}
                        </div>
                    }
                })} {children()}
        </section>
    }
    .into_any()
}

/// A panel that is about one figure: a quiet heading, the figure follows.
#[component]
pub(crate) fn FigurePanel(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <section class="panel p-4 sm:p-5 min-w-0">
            <h2 class="label-quiet">{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}
