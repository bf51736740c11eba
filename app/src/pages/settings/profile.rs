use super::server::Rename;
use crate::{
    first_load::use_who,
    ui::{
        act::Act,
        button::Submit,
        facts::{Fact, Facts},
        field::Field,
        form::PlainForm,
        panel::Panel,
    },
};
use leptos::prelude::*;

/// A new document follows a new name: it stands in the frame around every page.
#[component]
pub(super) fn ProfileForm() -> impl IntoView {
    let rename = Act::new::<Rename>();
    let who = use_who();
    let (name, email, role) = who.map_or_else(Default::default, |who| {
        let role = who.role_words();
        (who.name, who.email, role)
    });
    view! {
        <Panel title="Profile">
            <Facts>
                <Fact what="E-mail">{email}</Fact>
                <Fact what="Account">{role}</Fact>
            </Facts>
            <PlainForm action=rename fields=&["name"] class="space-y-4 mt-3">
                <Field label="Name" name="name" value=name autocomplete="name" most=120 />
                <Submit busy="Saving…">"Save the name"</Submit>
            </PlainForm>
        </Panel>
    }
    .into_any()
}
