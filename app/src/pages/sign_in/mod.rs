pub mod server;

use crate::{
    first_load::use_who,
    ui::{
        act::Act,
        button::{ButtonLink, Size, Submit},
        field::Field,
        form::PlainForm,
        heading::Heading,
        panel::Panel,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server::SignIn;

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let sign_in = Act::new::<SignIn>();
    // Only whoever knows the password is told that there is a second factor. The form loads a new document, so that
    // this is known when the page is drawn.
    let needs_code = sign_in.refusal().get_untracked().is_some_and(|refusal| refusal.code == "otp_required");
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    if let Some(who) = use_who() {
        return view! {
            <Heading title="You are signed in" below=format!("As {}, {}.", who.name, who.email) />
            <ButtonLink href=who.home()>"To your account"</ButtonLink>
        }
        .into_any();
    }
    view! {
        <div class="max-w-md mx-auto">
            <Heading title="Sign in" />
            <Panel>
                <PlainForm action=sign_in fields=&["email", "password"]>
                    <input type="hidden" name="next" value=next />
                    <Field label="E-mail" name="email" kind="email" autocomplete="username" most=254 />
                    <Field
                        label="Password"
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        most=256
                    />
                    {needs_code
                        .then(|| {
                            view! {
                                <Field
                                    label="Code from your phone"
                                    name="otp"
                                    autocomplete="one-time-code"
                                    hint="Six digits, from the app in which you set up your second factor."
                                    most=20
                                />
                            }
                        })}
                    <Submit size=Size::Block busy="Signing in…">"Sign in"</Submit>
                </PlainForm>
            </Panel>
            <p class="text-sm mt-4">
                "New here? " <a class="link text-primary" href="/register">"Open an account"</a>
            </p>
        </div>
    }
    .into_any()
}
