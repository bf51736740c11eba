use super::{ThemeSwitch, frame::SkipLink};
use crate::{
    first_load::use_who,
    notice::PageNotice,
    ui::{
        button::{ButtonLink, Size, Tone},
        icon::Logo,
    },
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// For pages that anybody may see.
#[component]
pub(crate) fn PublicLayout() -> impl IntoView {
    view! {
        <PublicFrame>
            <Outlet />
        </PublicFrame>
    }
}

#[component]
pub(crate) fn PublicFrame(children: Children) -> impl IntoView {
    view! {
        <SkipLink />
        <div class="min-h-screen flex flex-col">
            <header class="bg-base-100 border-b border-base-300">
                <div class="max-w-6xl mx-auto w-full px-4 sm:px-6 h-14 flex items-center justify-between gap-3">
                    <a href="/" class="flex items-center gap-2 font-semibold tracking-tight text-lg">
                        <Logo />
                    </a>
                    <nav aria-label="Main" class="flex items-center gap-1 sm:gap-2">
                        <a href="/calculator" class="btn btn-ghost btn-sm font-normal max-sm:hidden">"Calculator"</a>
                        <Entrance />
                    </nav>
                </div>
            </header>
            <main id="content" tabindex="-1" class="flex-1 w-full max-w-6xl mx-auto p-4 sm:p-6 lg:py-10 min-w-0 outline-none">
                <PageNotice />
                {children()}
            </main>
            <footer class="border-t border-base-300">
                <div class="max-w-6xl mx-auto w-full px-4 sm:px-6 py-4 flex flex-wrap items-center justify-between gap-3 text-sm quiet">
                    <p>"Kist, an instalment. Every paisa is on the ledger."</p>
                    <ThemeSwitch />
                </div>
            </footer>
        </div>
    }
    .into_any()
}

/// In, or on to one's own pages.
#[component]
fn Entrance() -> impl IntoView {
    match use_who() {
        Some(who) => {
            view! { <ButtonLink href=who.home() size=Size::Small>"To your account"</ButtonLink> }.into_any()
        }
        None => view! {
            <ButtonLink href="/sign-in" size=Size::Small tone=Tone::Quiet>"Sign in"</ButtonLink>
            <ButtonLink href="/register" size=Size::Small>"Open an account"</ButtonLink>
        }
        .into_any(),
    }
}
