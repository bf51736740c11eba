use super::server::ChangePassword;
use crate::ui::{act::Act, button::Submit, field::Field, form::PlainForm, panel::Panel};
use leptos::prelude::*;

#[component]
pub(super) fn PasswordForm() -> impl IntoView {
    let change = Act::new::<ChangePassword>();
    view! {
        <Panel title="Password">
            <PlainForm action=change fields=&["current_password", "new_password"]>
                <Field
                    label="Current password"
                    name="current_password"
                    kind="password"
                    autocomplete="current-password"
                    most=256
                />
                <Field
                    label="New password"
                    name="new_password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 8 characters. Every other device will be signed out."
                    most=256
                />
                <Submit busy="Changing…">"Change the password"</Submit>
            </PlainForm>
        </Panel>
    }
    .into_any()
}
