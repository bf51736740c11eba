use super::{
    ThemeSwitch,
    account::{Initials, SignOutButton},
    frame::Place,
};
use crate::{
    first_load::Who,
    ui::icon::{Glyph, Icon},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// As many as a thumb tells apart on 360 px; the others are in the menu at the top.
const PLACES_MAX: usize = 4;

/// The phone's navigation, within reach of a thumb.
#[component]
pub(crate) fn BottomBar(places: &'static [Place]) -> impl IntoView {
    let path = use_location().pathname;
    let link = move |(index, place): (usize, &'static Place)| {
        let here = Signal::derive(move || path.with(|path| place.holds(path, index == 0)));
        view! {
            <li class="flex-1">
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
    view! {
        <nav
            aria-label="Main"
            class="lg:hidden fixed inset-x-0 bottom-0 z-10 bg-base-100 border-t border-base-300 pb-[env(safe-area-inset-bottom)]"
        >
            <ul class="flex">{places.iter().take(PLACES_MAX).enumerate().map(link).collect_view()}</ul>
        </nav>
    }
    .into_any()
}

const HERE: &str = "flex flex-col items-center gap-0.5 py-2 text-[11px] text-primary font-medium";
const THERE: &str = "flex flex-col items-center gap-0.5 py-2 text-[11px] text-base-content/80";

/// Everything else: the other places, the settings, the theme and the way out. Opens without a script.
#[component]
pub(crate) fn PhoneMenu(who: Who, places: &'static [Place]) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        if let Some(menu) = menu.get() {
            menu.set_open(false);
        }
    });
    let link = |href: &'static str, word: &'static str, glyph: Glyph| {
        view! {
            <li>
                <a href=href class="flex items-center gap-3 rounded-field px-3 py-2.5 text-sm hover:bg-base-200">
                    <Icon glyph />
                    {word}
                </a>
            </li>
        }
    };
    view! {
        <details node_ref=menu class="relative">
            <summary class="marker-none rounded-full" aria-label="Menu">
                <Initials who=who.clone() />
            </summary>
            <div class="absolute right-0 top-full mt-2 z-20 w-64 max-h-[calc(100dvh-5rem)] overflow-y-auto panel p-3 space-y-3 shadow-lg">
                <p class="px-3 pt-1 text-sm">
                    <span class="block font-medium truncate">{who.name.clone()}</span>
                    <span class="block text-xs quiet truncate">{who.email.clone()}</span>
                </p>
                <ul>
                    {places
                        .iter()
                        .skip(PLACES_MAX)
                        // Stands below, for everybody.
                        .filter(|place| place.href != "/settings")
                        .map(|place| link(place.href, place.word, place.glyph))
                        .collect_view()}
                    {link("/settings", "Settings", Glyph::Gear)}
                </ul>
                <ThemeSwitch />
                <SignOutButton />
            </div>
        </details>
    }
    .into_any()
}
