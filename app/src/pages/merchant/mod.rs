//! A merchant's first page.

use crate::{
    first_load::use_who,
    ui::{
        facts::{Fact, Facts},
        heading::Heading,
        panel::Panel,
    },
};
use leptos::prelude::*;

#[component]
pub(crate) fn MerchantPage() -> impl IntoView {
    let (name, email) = use_who().map(|who| (who.name, who.email)).unwrap_or_default();
    view! {
        <Heading title="Your business" />
        <Panel title="The account">
            <Facts>
                <Fact what="Name">{name}</Fact>
                <Fact what="E-mail">{email}</Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
