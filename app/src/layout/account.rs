use super::ThemeSwitch;
use crate::{
    first_load::Who,
    pages::sign_in::server::SignOut,
    ui::{
        act::Act,
        button::{Size, Submit, Tone},
        form::PlainForm,
        icon::{Glyph, Icon},
    },
};
use leptos::prelude::*;

/// The person's corner of the side bar.
#[component]
pub(crate) fn AccountCorner(who: Who) -> impl IntoView {
    view! {
        <div class="mt-auto space-y-4">
            <ThemeSwitch />
            <div class="flex items-center gap-3 text-sm">
                <Initials who=who.clone() />
                <a href="/settings" class="min-w-0 flex-1 hover:underline">
                    <div class="font-medium truncate">{who.name.clone()}</div>
                    <div class="text-xs quiet">{who.role_words()}</div>
                </a>
                <SignOutButton />
            </div>
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn Initials(who: Who) -> impl IntoView {
    view! {
        <span
            class="grid place-items-center size-9 shrink-0 rounded-full bg-secondary text-secondary-content text-xs font-semibold"
            aria-hidden="true"
        >
            {who.initials()}
        </span>
    }
    .into_any()
}

#[component]
pub(crate) fn SignOutButton() -> impl IntoView {
    let sign_out = Act::new::<SignOut>();
    view! {
        <PlainForm action=sign_out class="">
            <Submit tone=Tone::Quiet size=Size::Small busy="…">
                <span class="flex items-center gap-1.5" title="Sign out">
                    <Icon glyph=Glyph::Leave class="size-4 shrink-0" />
                    <span class="lg:sr-only">"Sign out"</span>
                </span>
            </Submit>
        </PlainForm>
    }
    .into_any()
}
