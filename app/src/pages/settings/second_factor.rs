use super::server::{
    BeginSecondFactor, ConfirmSecondFactor, FactorPage, ReadSecondFactor, RemoveSecondFactor,
};
use crate::ui::{
    act::Act, button::Submit, copy_text::CopyText, field::Field, form::ActForm, load::Reading, panel::Panel,
};
use leptos::prelude::*;

/// An admin's second factor: set up by a code that the phone reads from the screen, switched off with a code.
#[component]
pub(super) fn SecondFactorPanel() -> impl IntoView {
    let begin = Act::new::<BeginSecondFactor>();
    let confirm = Act::new::<ConfirmSecondFactor>();
    let remove = Act::new::<RemoveSecondFactor>();
    let factor = Reading::after([begin, confirm, remove], || ReadSecondFactor {});
    view! {
        <Panel title="Second factor">
            {factor
                .show_part(move |page| match page {
                    FactorPage { is_on: true, .. } => view! { <On remove /> }.into_any(),
                    FactorPage { secret: Some(secret), drawing, .. } => {
                        view! { <SettingUp secret drawing=drawing.unwrap_or_default() confirm /> }.into_any()
                    }
                    FactorPage { .. } => view! { <Off begin /> }.into_any(),
                })}
        </Panel>
    }
    .into_any()
}

#[component]
fn Off(begin: Act) -> impl IntoView {
    view! {
        <p class="text-sm quiet mb-3">
            "With one, a password alone lets nobody in: each sign-in also asks for a code that an app on your phone shows."
        </p>
        <ActForm action=begin>
            <Submit busy="Making it…">"Set up a second factor"</Submit>
        </ActForm>
    }
}

#[component]
fn SettingUp(secret: String, drawing: String, confirm: Act) -> impl IntoView {
    view! {
        <p class="text-sm quiet mb-3">
            "Read this with an authenticator app, or type the secret into it. Nothing is switched on before you have entered a code."
        </p>
        <div class="w-fit bg-white p-2 rounded" role="img" aria-label="The secret as a QR code" inner_html=drawing></div>
        <div class="mt-3">
            <CopyText text=secret what="the secret" />
        </div>
        <ActForm action=confirm fields=&["otp"] class="space-y-4 mt-3">
            <Field label="Code" name="otp" autocomplete="one-time-code" hint="The six digits that the app shows." most=20 />
            <Submit busy="Looking…">"Switch it on"</Submit>
        </ActForm>
    }
}

#[component]
fn On(remove: Act) -> impl IntoView {
    view! {
        <p class="text-sm quiet mb-3">"It is on. Each sign-in asks for a code as well."</p>
        <ActForm action=remove fields=&["otp"]>
            <Field label="Code" name="otp" autocomplete="one-time-code" hint="To switch it off, enter a code." most=20 />
            <Submit busy="Looking…">"Switch it off"</Submit>
        </ActForm>
    }
}
