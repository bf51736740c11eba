//! A form that works before, with and without WebAssembly.
//!
//! Its fields find in the context what was typed before and what was refused; its button, whether it is under way.

use crate::{
    error::UiError,
    flash,
    ui::notice::{Notice, Tone},
};
use domain::explain::Explanation;
use leptos::{
    context::Provider,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
    web_sys::FormData,
};
use serde::de::DeserializeOwned;

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
pub(crate) fn ActForm<S, OutputProtocol>(
    action: ServerAction<S>,
    /// The fields that show their own refusal.
    #[prop(optional)]
    fields: &'static [&'static str],
    #[prop(default = "space-y-4")] class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned
        + ServerFn<Protocol = Http<PostUrl, OutputProtocol>, Error = UiError>
        + Clone
        + Send
        + Sync
        + 'static,
    <<S::Client as Client<UiError>>::Request as ClientReq<UiError>>::FormData: From<FormData>,
    S::Output: Send + Sync + 'static,
    S::Client: Client<UiError>,
    OutputProtocol: 'static,
{
    let pending: Signal<bool> = action.pending().into();
    let state = FormState { path: S::PATH, refusal: refusal_of(action, pending), pending };
    view! {
        <ActionForm action attr:class=class attr:novalidate=true>
            <Parts state fields children />
        </ActionForm>
    }
    .into_any()
}

/// A form that loads a new document: for what changes who is signed in.
#[component]
pub(crate) fn PlainForm<S>(
    action: ServerAction<S>,
    #[prop(optional)] fields: &'static [&'static str],
    #[prop(default = "space-y-4")] class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = UiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let pending = RwSignal::new(false);
    // The browser's "back" may show the page as it was left, with its button pressed.
    #[cfg(feature = "hydrate")]
    on_cleanup({
        let shown = window_event_listener_untyped("pageshow", move |_| pending.set(false));
        move || shown.remove()
    });
    let state =
        FormState { path: S::PATH, refusal: refusal_of(action, pending.into()), pending: pending.into() };
    view! {
        <form method="post" action=S::PATH class=class novalidate=true on:submit=move |_| pending.set(true)>
            <Parts state fields children />
        </form>
    }
    .into_any()
}

#[component]
fn Parts(state: FormState, fields: &'static [&'static str], children: Children) -> impl IntoView {
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

/// What was refused last; nothing while it is tried again.
fn refusal_of<S>(action: ServerAction<S>, pending: Signal<bool>) -> Signal<Option<Explanation>>
where
    S: ServerFn<Error = UiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let answer = action.value();
    Signal::derive(move || {
        if pending.get() {
            return None;
        }
        answer.with(|answer| answer.as_ref()?.as_ref().err().map(|refusal| refusal.0.clone()))
    })
}
