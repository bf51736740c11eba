use super::frame::SkipLink;
use crate::ui::icon::{Glyph, Icon, Logo};
use leptos::prelude::*;

/// Around a checkout: nothing that leads away from paying.
#[component]
pub(crate) fn PayFrame(children: Children) -> impl IntoView {
    view! {
        <SkipLink />
        <div class="min-h-screen grid place-items-start sm:place-items-center p-4">
            <div class="w-full max-w-md">
                <header class="flex items-center justify-between mb-4">
                    <span class="flex items-center gap-2 font-semibold tracking-tight text-lg">
                        <Logo />
                    </span>
                    <span class="text-xs quiet flex items-center gap-1">
                        <Icon glyph=Glyph::Shield />
                        "Secure payment"
                    </span>
                </header>
                <main id="content" tabindex="-1" class="outline-none">
                    {children()}
                </main>
            </div>
        </div>
    }
    .into_any()
}

/// What somebody may want to know who does not know us.
#[component]
pub(crate) fn Secure() -> impl IntoView {
    view! {
        <p class="text-center text-xs quiet mt-4">
            "Kist takes this payment for the shop. The shop does not see your account or card."
        </p>
    }
    .into_any()
}
