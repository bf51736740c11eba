//! A form that works before, with and without WebAssembly.
//!
//! Its fields find in the context what was typed before and what was refused; its button, whether it is under way.

use super::{
    act::Act,
    notice::{Notice, Tone},
};
use crate::flash;
use domain::explain::Explanation;
use leptos::{context::Provider, prelude::*};

/// What the parts of a form know of it.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    path: &'static str,
    refusal: Signal<Option<Explanation>>,
    pending: Signal<bool>,
}

impl FormState {
    /// What was typed into the field before the form was refused.
    pub(crate) fn typed(&self, field: &str) -> Option<String> {
        flash::typed(self.path, field)
    }

    pub(crate) fn refusal_of(&self, field: &'static str) -> Signal<Option<String>> {
        let refusal = self.refusal;
        Signal::derive(move || refusal.with(|refusal| refusal.as_ref()?.about(field).map(str::to_owned)))
    }

    /// An id for the field that no other form of the page has.
    pub(crate) fn id(&self, field: &str) -> String {
        let form = self.path.trim_start_matches("/ui/").replace('/', "-");
        format!("{form}-{field}")
    }
}

pub(crate) fn use_form() -> Option<FormState> {
    use_context::<FormState>()
}

/// Whether the form around is on its way.
pub(crate) fn use_pending() -> Signal<bool> {
    use_form().map_or_else(|| Signal::stored(false), |form| form.pending)
}

/// A form whose answer changes this page or leads to another, without a reload where a script runs.
#[component]
pub(crate) fn ActForm(
    action: Act,
    /// The fields that show their own refusal.
    #[prop(optional)]
    fields: &'static [&'static str],
    #[prop(default = "space-y-4")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=action.path class=class novalidate=true on:submit=move |ev| action.send(&ev)>
            <Parts action fields children />
        </form>
    }
    .into_any()
}

/// A form that loads a new document: for what changes who is signed in.
#[component]
pub(crate) fn PlainForm(
    action: Act,
    #[prop(optional)] fields: &'static [&'static str],
    #[prop(default = "space-y-4")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let pending = action.pending;
    // The browser's "back" may show the page as it was left, with its button pressed.
    #[cfg(feature = "hydrate")]
    on_cleanup({
        let shown = window_event_listener_untyped("pageshow", move |_| pending.set(false));
        move || shown.remove()
    });
    view! {
        <form method="post" action=action.path class=class novalidate=true on:submit=move |_| pending.set(true)>
            <Parts action fields children />
        </form>
    }
    .into_any()
}

#[component]
fn Parts(action: Act, fields: &'static [&'static str], children: Children) -> impl IntoView {
    let state = FormState { path: action.path, refusal: action.refusal(), pending: action.pending.into() };
    view! {
        <Provider value=state>
            <Refusal state fields />
            {children()}
        </Provider>
    }
    .into_any()
}

/// What was refused, unless a field says it.
#[component]
fn Refusal(state: FormState, fields: &'static [&'static str]) -> impl IntoView {
    move || {
        let refusal = state.refusal.get()?;
        let said = fields.iter().any(|field| refusal.about(field).is_some());
        (!said).then(|| {
            let reasons = reasons(&refusal);
            view! {
                <Notice tone=Tone::Bad>
                    <p class="font-medium">{refusal.message}</p>
                    {(!reasons.is_empty())
                        .then(|| {
                            view! {
                                <ul class="list-disc pl-5 mt-1">
                                    {reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
                                </ul>
                            }
                        })}
                </Notice>
            }
        })
    }
}

fn reasons(refusal: &Explanation) -> Vec<String> {
    let reasons = refusal.details.get("reasons").and_then(|reasons| reasons.as_array());
    let reasons: Vec<String> =
        reasons.into_iter().flatten().filter_map(|reason| reason.as_str().map(str::to_owned)).collect();
    if reasons.len() == 1 && reasons.first() == Some(&refusal.message) { Vec::new() } else { reasons }
}
