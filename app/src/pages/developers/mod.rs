//! What a merchant's developers need: keys for their servers, webhooks, and how to use them.

mod examples; // commands to copy, with the merchant's own ids
mod keys; // the list, and the form that makes one
pub mod requests; // what their servers asked
pub mod server;
pub mod webhooks; // where their servers hear what happens

use crate::ui::{
    act::Act,
    address::use_address,
    button::{ButtonLink, Tone},
    heading::Heading,
    load::Reading,
};
use examples::Examples;
use keys::{Keys, MakeKey};
use leptos::prelude::*;
use server::{CreateKey, DevelopersView, ReadDevelopers, RevokeKey};

#[component]
pub(crate) fn DevelopersPage() -> impl IntoView {
    let address = use_address();
    let (create, revoke) = (Act::new::<CreateKey>(), Act::new::<RevokeKey>());
    let read = Reading::after([create, revoke], move || ReadDevelopers { cursor: address.choice("cursor") });
    // It comes once; what else happens on this page must not take it away again.
    let kept = StoredValue::new(None::<String>);
    let keys = move |page: DevelopersView| {
        let new = page.new_key.or_else(|| kept.get_value());
        kept.set_value(new.clone());
        view! { <Keys keys=page.keys new revoke /> }.into_any()
    };
    let examples = |page: DevelopersView| {
        view! { <Examples merchant=page.merchant account=page.bank_account base=page.base /> }.into_any()
    };
    view! {
        <Heading title="Developers" below="Keys for your servers, and how to use them.">
            <ButtonLink href="/merchant/developers/requests" tone=Tone::Quiet>
                "Requests"
            </ButtonLink>
            <ButtonLink href="/merchant/developers/webhooks" tone=Tone::Quiet>
                "Webhooks"
            </ButtonLink>
        </Heading>
        <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
            <div>{read.show_part(keys)}</div>
            <MakeKey create />
        </div>
        {read.show_part(examples)}
    }
    .into_any()
}
