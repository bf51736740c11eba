use super::{
    frame::{Frame, Place},
    guard::only_for,
};
use crate::ui::icon::Glyph;
use domain::actor::Role;
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub(crate) const PLACES: &[Place] = &[
    Place { href: "/merchant", word: "Home", glyph: Glyph::Shop },
    Place { href: "/merchant/payments", word: "Payments", glyph: Glyph::Inbox },
    Place { href: "/merchant/payouts", word: "Payouts", glyph: Glyph::Out },
    Place { href: "/merchant/plans", word: "Plans", glyph: Glyph::Bars },
    Place { href: "/merchant/refunds", word: "Refunds", glyph: Glyph::Exchange },
    Place { href: "/merchant/ledger", word: "Ledger", glyph: Glyph::Book },
    Place { href: "/merchant/bank-accounts", word: "Banks", glyph: Glyph::Bank },
    Place { href: "/merchant/developers", word: "Developers", glyph: Glyph::Key },
    Place { href: "/settings", word: "Settings", glyph: Glyph::Gear },
];

#[component]
pub(crate) fn MerchantLayout() -> impl IntoView {
    only_for(&[Role::Merchant], |who| {
        view! {
            <Frame who places=PLACES>
                <Outlet />
            </Frame>
        }
        .into_any()
    })
}
