use super::server::{ReadAbout, SetAbout};
use crate::ui::{
    act::Act,
    button::Submit,
    facts::{Fact, Facts},
    field::Field,
    form::ActForm,
    load::Reading,
    panel::Panel,
};
use domain::identity::view::UserView;
use leptos::prelude::*;

/// What we are told of a person. Shown masked, to themselves as well; what is typed is never shown again.
#[component]
pub(super) fn AboutForm() -> impl IntoView {
    let set = Act::new::<SetAbout>();
    let about = Reading::after([set], || ReadAbout {});
    view! {
        <Panel title="About you">
            {about.show_part(|user| view! { <Known user /> }.into_any())}
            <ActForm action=set fields=&["phone_number", "pan", "card_number"] class="space-y-4 mt-3">
                <Field label="Mobile number" name="phone_number" kind="tel" hint="In India, like +91 98765 43210." most=20 />
                <Field label="PAN" name="pan" hint="Five letters, four digits, a letter." most=10 />
                <Field label="Card number" name="card_number" hint="Only its last four digits are kept." most=23 />
                <p class="text-xs quiet">"What you leave empty stays as it is."</p>
                <Submit busy="Saving…">"Save what is new"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn Known(user: UserView) -> impl IntoView {
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "not told".to_owned());
    view! {
        <Facts>
            <Fact what="Mobile number">{or_none(user.phone_number)}</Fact>
            <Fact what="PAN">{or_none(user.pan)}</Fact>
            <Fact what="Card">{or_none(user.card_number)}</Fact>
            <Fact what="Standing">{user.status.words()}</Fact>
        </Facts>
    }
    .into_any()
}
