use super::{
    account::AccountCorner,
    ahead::AheadOfTime,
    bottom_bar::{BottomBar, PhoneMenu},
};
use crate::{
    first_load::Who,
    live,
    notice::PageNotice,
    ui::icon::{Glyph, Icon, Logo},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A place in the navigation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub href: &'static str,
    pub word: &'static str,
    pub glyph: Glyph,
}

impl Place {
    /// Whether the page at `path` belongs to this place. The first place of an area is only itself.
    pub(crate) fn holds(self, path: &str, first: bool) -> bool {
        path == self.href
            || (!first && path.strip_prefix(self.href).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// Side bar from 1024 px, bottom bar below that.
#[component]
pub(crate) fn Frame(who: Who, places: &'static [Place], children: Children) -> impl IntoView {
    let home = who.home();
    live::provide();
    view! {
        <SkipLink />
        <div class="lg:grid lg:grid-cols-[15rem_1fr] min-h-screen">
            <header class="hidden lg:flex flex-col gap-6 bg-base-100 border-r border-base-300 p-4 sticky top-0 h-screen overflow-y-auto">
                <a href=home class="flex items-center gap-2 font-semibold tracking-tight text-lg">
                    <Logo />
                </a>
                <nav aria-label="Main">
                    <ul class="space-y-1">{side_links(places)}</ul>
                </nav>
                <AccountCorner who=who.clone() />
            </header>
            <header class="lg:hidden flex items-center justify-between bg-base-100 border-b border-base-300 px-4 h-14">
                <a href=home class="flex items-center gap-2 font-semibold tracking-tight text-lg">
                    <Logo />
                </a>
                <PhoneMenu who places />
            </header>
            <main id="content" tabindex="-1" class="p-4 sm:p-6 lg:p-8 pb-28 lg:pb-8 max-w-6xl w-full min-w-0 outline-none">
                <AheadOfTime />
                <PageNotice />
                {children()}
            </main>
            <BottomBar places />
        </div>
    }
    .into_any()
}

fn side_links(places: &'static [Place]) -> impl IntoView {
    let path = use_location().pathname;
    let link = move |(index, place): (usize, &'static Place)| {
        let here = Signal::derive(move || path.with(|path| place.holds(path, index == 0)));
        view! {
            <li>
                <a
                    href=place.href
                    class=move || if here.get() { HERE } else { THERE }
                    aria-current=move || here.get().then_some("page")
                >
                    <Icon glyph=place.glyph />
                    {place.word}
                </a>
            </li>
        }
    };
    places.iter().enumerate().map(link).collect_view()
}

const HERE: &str =
    "flex items-center gap-3 rounded-field px-3 py-2 text-sm bg-primary/10 text-primary font-medium";
const THERE: &str =
    "flex items-center gap-3 rounded-field px-3 py-2 text-sm text-base-content/80 hover:bg-base-200";

/// The first thing a keyboard finds: past the navigation.
#[component]
pub(crate) fn SkipLink() -> impl IntoView {
    view! {
        // The browser's own jump moves the focus; the router's would only scroll.
        <a href="#content" rel="external" class="sr-only focus:not-sr-only focus:absolute focus:z-30 focus:m-2 focus:btn focus:btn-primary">
            "Skip to the content"
        </a>
    }
    .into_any()
}
