use super::{field::FieldRefusal, form::use_form};
use leptos::{html, prelude::*};

/// An input for rupees, or for another number with its unit.
///
/// It follows `text` both ways without owning it: a slider may move it, and what was typed before the browser
/// took over is kept.
#[component]
pub(crate) fn NumberField(
    #[prop(into)] label: String,
    name: &'static str,
    text: RwSignal<String>,
    #[prop(default = "₹")] before: &'static str,
    #[prop(default = "")] after: &'static str,
    #[prop(default = "decimal")] inputmode: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    /// What is wrong with it as it stands, found while typing.
    #[prop(optional, into)]
    live_refusal: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let form = use_form();
    let id = form.map_or_else(|| name.to_owned(), |form| form.id(name));
    let sent = form.map_or_else(|| Signal::stored(None), |form| form.refusal_of(name));
    let live = live_refusal.unwrap_or_else(|| Signal::stored(None));
    // While the person types, what is wrong now counts more than what was refused before.
    let refusal = Signal::derive(move || live.get().or_else(|| sent.get()));
    let input = NodeRef::<html::Input>::new();
    follow(input, text);
    let (hint_id, refusal_id) = (format!("{id}-hint"), format!("{id}-refusal"));
    let described = format!("{hint_id} {refusal_id}");
    view! {
        <div>
            <label class="font-medium text-sm" for=id.clone()>{label}</label>
            <div
                class="input input-lg w-full mt-1.5 tnum text-xl font-semibold"
                class=("input-error", move || refusal.get().is_some())
            >
                {(!before.is_empty()).then(|| view! { <span class="quiet" aria-hidden="true">{before}</span> })}
                <input
                    node_ref=input
                    id=id
                    name=name
                    type="text"
                    inputmode=inputmode
                    autocomplete="off"
                    maxlength="20"
                    value=text.get_untracked()
                    on:input:target=move |ev| text.set(ev.target().value())
                    aria-describedby=described
                    aria-invalid=move || refusal.get().is_some().to_string()
                />
                {(!after.is_empty()).then(|| view! { <span class="quiet text-base font-normal">{after}</span> })}
            </div>
            <p id=hint_id class="text-xs quiet mt-1 empty:hidden">{hint}</p>
            <FieldRefusal id=refusal_id refusal />
        </div>
    }
    .into_any()
}

/// A slider over whole numbers. It carries no name: the field beside it is what is sent.
#[component]
pub(crate) fn Slider(
    label: &'static str,
    least: i64,
    most: i64,
    step: i64,
    /// Where it stands, as far as the field can be read.
    at: Signal<Option<i64>>,
    on_move: Callback<i64>,
    #[prop(into)] least_words: String,
    #[prop(into)] most_words: String,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let first = at.get_untracked().unwrap_or(least).clamp(least, most);
    Effect::new(move |_| {
        let at = at.get().map(|at| at.clamp(least, most).to_string());
        if let (Some(input), Some(at)) = (input.get(), at)
            && input.value() != at
        {
            input.set_value(&at);
        }
    });
    view! {
        // Without a script it could not move the field.
        <div class="noscript:hidden">
            <input
                node_ref=input
                type="range"
                class="range range-primary range-sm w-full mt-3"
                aria-label=label
                min=least
                max=most
                step=step
                value=first
                on:input:target=move |ev| {
                    if let Ok(value) = ev.target().value().parse() {
                        on_move.run(value);
                    }
                }
            />
            <div class="flex justify-between text-xs quiet tnum mt-1" aria-hidden="true">
                <span>{least_words}</span>
                <span>{most_words}</span>
            </div>
        </div>
    }
    .into_any()
}

/// Field and signal follow each other. At first the field is right: a person may have typed already.
fn follow(input: NodeRef<html::Input>, text: RwSignal<String>) {
    Effect::new(move |met: Option<bool>| {
        let wanted = text.get();
        // The field may come later than this.
        let Some(input) = input.get() else { return false };
        let there = input.value();
        if there != wanted {
            if met == Some(true) {
                input.set_value(&wanted);
            } else {
                text.set(there);
            }
        }
        true
    });
}
