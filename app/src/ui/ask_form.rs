use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_navigate;

/// A form that asks for a page with its fields in the address; without a reload where a script runs.
#[component]
pub(crate) fn AskForm(
    #[prop(into)] action: String,
    #[prop(optional)] class: &'static str,
    /// `search` for filters.
    #[prop(optional)]
    role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let to = action.clone();
    let go = move |ev: SubmitEvent| {
        if let Some(query) = written(&ev) {
            ev.prevent_default();
            navigate(&format!("{to}?{query}"), Default::default());
        }
    };
    view! {
        <form method="get" action=action class=class role=role novalidate=true on:submit=go>
            {children()}
        </form>
    }
    .into_any()
}

/// The fields as the browser writes them; nothing where it has to do it itself.
#[cfg(not(feature = "ssr"))]
fn written(ev: &SubmitEvent) -> Option<String> {
    let form = leptos::form::form_data_from_event(ev).ok()?;
    let fields = leptos::web_sys::UrlSearchParams::new_with_str_sequence_sequence(&form).ok()?;
    fields.to_string().as_string()
}

#[cfg(feature = "ssr")]
fn written(_: &SubmitEvent) -> Option<String> {
    None
}
