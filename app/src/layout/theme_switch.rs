use crate::{
    theme::{ChooseTheme, Theme},
    ui::{act::Act, form::ActForm},
};
use leptos::prelude::*;

/// Light, dark, or as the system has it. Without a script each press is a form that comes back here.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let choose = Act::new::<ChooseTheme>();
    let chosen = use_context::<RwSignal<Theme>>().unwrap_or_else(|| RwSignal::new(Theme::System));
    let choice = move |theme: Theme| {
        let here = Signal::derive(move || chosen.get() == theme);
        view! {
            <button
                type="submit"
                name="theme"
                value=theme.as_str()
                class=move || if here.get() { HERE } else { THERE }
                aria-pressed=move || here.get().to_string()
                on:click=move |_| {
                    chosen.set(theme);
                    #[cfg(feature = "hydrate")]
                    theme.apply();
                }
            >
                {theme.words()}
            </button>
        }
    };
    view! {
        <ActForm action=choose class="">
            <fieldset class="inline-flex rounded-field border border-base-300 p-0.5 gap-0.5">
                <legend class="sr-only">"Colours"</legend>
                {Theme::ALL.map(choice)}
            </fieldset>
        </ActForm>
    }
    .into_any()
}

const HERE: &str = "btn btn-xs btn-primary";
const THERE: &str = "btn btn-xs btn-ghost font-normal";
