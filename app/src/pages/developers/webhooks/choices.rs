use crate::ui::{field::TicksRefusal, form::use_form};
use domain::webhook_out::{EventKind, Wanted};
use leptos::prelude::*;

/// Which events an endpoint wants: everything, or some of them.
#[component]
pub(super) fn Events(wanted: Wanted) -> impl IntoView {
    let everything = wanted.is_everything();
    let kinds = EventKind::ALL
        .iter()
        .map(|kind| {
            let ticked = !everything && wanted.includes(*kind);
            view! { <Box name="events[]" value=kind.as_str() label=kind.words() code=kind.as_str() ticked /> }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend class="font-medium text-sm">"What does it want to hear?"</legend>
            <div class="mt-1.5 space-y-1">
                <Box name="all" value="on" label="Everything, also what is new one day" code="" ticked=everything />
                <details open=!everything>
                    <summary class="text-sm cursor-pointer py-1">"Only some events"</summary>
                    <p class="text-xs quiet mb-1">"They count where “Everything” is not ticked."</p>
                    <div class="space-y-1">{kinds}</div>
                </details>
            </div>
            <TicksRefusal name="events" />
        </fieldset>
    }
    .into_any()
}

#[component]
fn Box(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    code: &'static str,
    ticked: bool,
) -> impl IntoView {
    let what = if code.is_empty() { name } else { code };
    let id = use_form().map_or_else(|| what.to_owned(), |form| form.id(what));
    view! {
        <div class="flex gap-2 items-start">
            <input
                id=id.clone()
                name=name
                value=value
                type="checkbox"
                class="checkbox checkbox-primary checkbox-sm mt-0.5 shrink-0"
                checked=ticked
            />
            <label class="text-sm" for=id>
                {label} " " <code class="text-xs quiet">{code}</code>
            </label>
        </div>
    }
    .into_any()
}
