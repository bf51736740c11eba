pub mod server;

use crate::{
    first_load::use_who,
    ui::{
        act::Act,
        button::{ButtonLink, Size, Submit},
        field::{Field, FieldRefusal},
        form::{PlainForm, use_form},
        heading::Heading,
        panel::Panel,
    },
};
use leptos::prelude::*;
use server::Register;

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let register = Act::new::<Register>();
    if let Some(who) = use_who() {
        return view! {
            <Heading title="You have an account" below=format!("You are signed in as {}.", who.email) />
            <ButtonLink href=who.home()>"To your account"</ButtonLink>
        }
        .into_any();
    }
    view! {
        <div class="max-w-md mx-auto">
            <Heading title="Open an account" below="It costs nothing, and nothing is borrowed until you apply." />
            <Panel>
                <PlainForm
                    action=register
                    fields=&["name", "email", "password", "role", "business_name"]
                    class="space-y-4 group"
                >
                    <Roles />
                    // Shown for a merchant, by style alone, so that it works without a script.
                    <div class="hidden group-has-[input[value=MERCHANT]:checked]:block">
                        <Field
                            label="Name of the business"
                            name="business_name"
                            autocomplete="organization"
                            most=120
                        />
                    </div>
                    <Field label="Your name" name="name" autocomplete="name" most=120 />
                    <Field label="E-mail" name="email" kind="email" autocomplete="username" most=254 />
                    <Field
                        label="Password"
                        name="password"
                        kind="password"
                        autocomplete="new-password"
                        hint="At least 8 characters. A sentence is easier to remember than symbols."
                        most=256
                    />
                    <Submit size=Size::Block busy="Opening your account…">"Open the account"</Submit>
                </PlainForm>
            </Panel>
            <p class="text-sm mt-4">
                "You have one? " <a class="link text-primary" href="/sign-in">"Sign in"</a>
            </p>
        </div>
    }
    .into_any()
}

/// What the account is for.
#[component]
fn Roles() -> impl IntoView {
    let form = use_form();
    let typed = form.and_then(|form| form.typed("role"));
    let merchant = typed.as_deref() == Some("MERCHANT");
    let refusal = form.map_or_else(|| Signal::stored(None), |form| form.refusal_of("role"));
    let choice = |value: &'static str, title: &'static str, words: &'static str, checked: bool| {
        view! {
            <label class="flex gap-3 items-start rounded-box border border-base-300 p-3 cursor-pointer has-checked:border-primary has-checked:bg-primary/5">
                <input type="radio" name="role" value=value checked=checked class="radio radio-primary radio-sm mt-0.5" />
                <span>
                    <span class="block text-sm font-medium">{title}</span>
                    <span class="block text-xs quiet">{words}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="space-y-2">
            <legend class="font-medium text-sm mb-1.5">"What is it for?"</legend>
            {choice("USER", "I want to borrow", "A wallet, and loans when you need one.", !merchant)}
            {choice("MERCHANT", "I sell", "An account for a shop or a company.", merchant)}
            <FieldRefusal id="register-role-refusal".to_owned() refusal />
        </fieldset>
    }
    .into_any()
}
