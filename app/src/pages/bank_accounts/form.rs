use crate::{
    first_load::use_who,
    ui::{act::Act, button::Submit, field::Field, form::ActForm},
};
use leptos::prelude::*;

/// Adds one. The number is typed again after a refusal where no script runs: kept, it would lie in a cookie.
#[component]
pub(crate) fn AddForm(next: &'static str, add: Act) -> impl IntoView {
    let name = use_who().map(|who| who.name).unwrap_or_default();
    move || {
        // Made anew once an account was added, so that its number does not stay on the screen.
        let _again = add.done();
        let name = name.clone();
        view! {
            <ActForm action=add fields=&["account_holder_name", "account_number", "ifsc_code"]>
                <input type="hidden" name="next" value=next />
                <Field label="Name of the account's holder" name="account_holder_name" value=name autocomplete="name" most=120 />
                <Field
                    label="Account number"
                    name="account_number"
                    hint="9 to 18 digits. Kept sealed; only its last four are ever shown."
                    most=40
                />
                <Field label="IFSC" name="ifsc_code" hint="11 characters, like HDFC0001234. It is on your cheques." most=20 />
                <Submit busy="Adding…">"Add the bank account"</Submit>
            </ActForm>
        }
    }
}
