use super::{
    frame::{Frame, Place},
    guard::only_for,
};
use crate::ui::icon::Glyph;
use domain::actor::Role;
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub(crate) const PLACES: &[Place] = &[
    Place { href: "/dashboard", word: "Home", glyph: Glyph::Home },
    Place { href: "/wallet", word: "Wallet", glyph: Glyph::Wallet },
    Place { href: "/loans", word: "Loans", glyph: Glyph::Bars },
    Place { href: "/bnpl", word: "Pay later", glyph: Glyph::Shop },
    Place { href: "/refunds", word: "Refunds", glyph: Glyph::Out },
    Place { href: "/notifications", word: "Notifications", glyph: Glyph::Inbox },
    Place { href: "/settings", word: "Settings", glyph: Glyph::Gear },
];

#[component]
pub(crate) fn BorrowerLayout() -> impl IntoView {
    only_for(&[Role::User], |who| {
        view! {
            <Frame who places=PLACES>
                <Outlet />
            </Frame>
        }
        .into_any()
    })
}
