//! Choices that live in the address, so that a list can be bookmarked, shared and gone back to.

use super::ask_form::AskForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// One of several, as links.
#[component]
pub(crate) fn Chips(
    /// What is chosen.
    label: &'static str,
    name: &'static str,
    /// Value and word; an empty value means no filter.
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let query = use_query_map();
    let chip = move |(value, word): (&'static str, &'static str)| {
        let chosen = move || query.with(|query| query.get(name).unwrap_or_default()) == value;
        let href = move || {
            let mut query = query.get();
            query.remove("cursor");
            query.remove("notice");
            query.remove(name);
            if !value.is_empty() {
                query.insert(name, value.to_owned());
            }
            let query = query.to_query_string();
            if query.is_empty() { "?".to_owned() } else { query }
        };
        view! {
            <li>
                <a
                    href=href
                    class=move || if chosen() { CHOSEN } else { CHOICE }
                    aria-current=move || chosen().then_some("true")
                >
                    {word}
                </a>
            </li>
        }
    };
    view! {
        <nav aria-label=label class="mb-4 -mx-1 overflow-x-auto">
            <ul class="flex gap-2 px-1 py-1">{choices.into_iter().map(chip).collect_view()}</ul>
        </nav>
    }
    .into_any()
}

const CHOICE: &str = "btn btn-sm bg-base-100 border-base-300 font-normal whitespace-nowrap";
const CHOSEN: &str = "btn btn-sm btn-primary whitespace-nowrap";

/// A form of filters: a real `get` form, without a reload where a script runs.
#[component]
pub(crate) fn Filters(
    action: &'static str,
    /// What was chosen elsewhere on the page and stays chosen, such as by [`Chips`].
    #[prop(default = &[])]
    keeps: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    view! {
        <AskForm action class="flex flex-wrap items-end gap-3 mb-4" role="search">
            {keeps.iter().map(|name| kept(name)).collect_view()}
            {children()}
            <button type="submit" class="btn btn-sm bg-base-100 border-base-300">"Show"</button>
        </AskForm>
    }
    .into_any()
}

/// Empty where nothing was chosen; an empty value means no filter.
fn kept(name: &'static str) -> impl IntoView {
    let query = use_query_map();
    let value = move || query.with(|query| query.get(name).unwrap_or_default());
    view! { <input type="hidden" name=name value=value /> }
}

/// One of several, as a drop-down list of a filter form.
#[component]
pub(crate) fn Choose(
    label: &'static str,
    name: &'static str,
    /// Value and word; the first one usually means no filter.
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let chosen = use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let option = |(value, word): (&'static str, &'static str)| {
        view! {
            <option value=value selected=value == chosen>
                {word}
            </option>
        }
    };
    view! {
        <label class="text-xs font-medium">
            <span class="block mb-1">{label}</span>
            <select name=name class="select select-sm w-auto">{choices.into_iter().map(option).collect_view()}</select>
        </label>
    }
    .into_any()
}

/// A text or a date of a filter form.
#[component]
pub(crate) fn FilterField(
    label: &'static str,
    name: &'static str,
    #[prop(default = "search")] kind: &'static str,
    #[prop(default = "input input-sm w-36")] class: &'static str,
) -> impl IntoView {
    let value = use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    view! {
        <label class="text-xs font-medium">
            <span class="block mb-1">{label}</span>
            <input type=kind name=name value=value class=class maxlength="100" autocomplete="off" />
        </label>
    }
    .into_any()
}
