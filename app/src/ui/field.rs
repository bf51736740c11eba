use super::form::use_form;
use leptos::prelude::*;

/// A labelled input with its hint and, beside it, what was refused.
#[component]
pub(crate) fn Field(
    #[prop(into)] label: String,
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "off")] autocomplete: &'static str,
    /// Most characters.
    #[prop(default = 200)]
    most: u32,
) -> impl IntoView {
    let form = use_form();
    let id = form.map_or_else(|| name.to_owned(), |form| form.id(name));
    let refusal = form.map_or_else(|| Signal::stored(None), |form| form.refusal_of(name));
    // A password is typed again.
    let typed = form.filter(|_| kind != "password").and_then(|form| form.typed(name));
    let (hint_id, refusal_id) = (format!("{id}-hint"), format!("{id}-refusal"));
    let described = format!("{hint_id} {refusal_id}");
    view! {
        <div>
            <label class="font-medium text-sm" for=id.clone()>{label}</label>
            <input
                id=id
                name=name
                type=kind
                class="input w-full mt-1.5"
                class=("input-error", move || refusal.get().is_some())
                value=typed.unwrap_or(value)
                autocomplete=autocomplete
                maxlength=most
                aria-describedby=described
                aria-invalid=move || refusal.get().is_some().to_string()
            />
            <p id=hint_id class="text-xs quiet mt-1">{hint}</p>
            <FieldRefusal id=refusal_id refusal />
        </div>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub(crate) fn LongField(
    #[prop(into)] label: String,
    name: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = 500)] most: u32,
) -> impl IntoView {
    let form = use_form();
    let id = form.map_or_else(|| name.to_owned(), |form| form.id(name));
    let refusal = form.map_or_else(|| Signal::stored(None), |form| form.refusal_of(name));
    let typed = form.and_then(|form| form.typed(name)).unwrap_or_default();
    let (hint_id, refusal_id) = (format!("{id}-hint"), format!("{id}-refusal"));
    let described = format!("{hint_id} {refusal_id}");
    view! {
        <div>
            <label class="font-medium text-sm" for=id.clone()>{label}</label>
            <textarea
                id=id
                name=name
                rows="3"
                class="textarea w-full mt-1.5"
                class=("textarea-error", move || refusal.get().is_some())
                maxlength=most
                aria-describedby=described
                aria-invalid=move || refusal.get().is_some().to_string()
            >
                {typed}
            </textarea>
            <p id=hint_id class="text-xs quiet mt-1">{hint}</p>
            <FieldRefusal id=refusal_id refusal />
        </div>
    }
    .into_any()
}

/// One of several boxes to tick. What is wrong with them together is said by a [`TicksRefusal`].
#[component]
pub(crate) fn Tick(label: &'static str, name: &'static str, ticked: bool) -> impl IntoView {
    let id = use_form().map_or_else(|| name.to_owned(), |form| form.id(name));
    view! {
        <div class="flex gap-2 items-start">
            <input
                id=id.clone()
                name=name
                type="checkbox"
                class="checkbox checkbox-primary checkbox-sm mt-0.5 shrink-0"
                checked=ticked
            />
            <label class="text-sm" for=id>{label}</label>
        </div>
    }
    .into_any()
}

/// What is wrong with what was ticked.
#[component]
pub(crate) fn TicksRefusal(name: &'static str) -> impl IntoView {
    let form = use_form();
    let id = form.map_or_else(|| name.to_owned(), |form| form.id(name));
    let refusal = form.map_or_else(|| Signal::stored(None), |form| form.refusal_of(name));
    view! { <FieldRefusal id=format!("{id}-refusal") refusal /> }
}

/// What is wrong with one field. It stands there empty, so that it is read out when it fills.
#[component]
pub(crate) fn FieldRefusal(id: String, refusal: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p id=id class="text-sm text-error mt-1 empty:hidden" aria-live="assertive">{move || refusal.get()}</p>
    }
    .into_any()
}
