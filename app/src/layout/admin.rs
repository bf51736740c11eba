use super::{
    frame::{Frame, Place},
    guard::only_for,
};
use crate::ui::icon::Glyph;
use domain::actor::Role;
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub(crate) const PLACES: &[Place] = &[
    Place { href: "/admin", word: "Today", glyph: Glyph::Home },
    Place { href: "/admin/analytics", word: "Analytics", glyph: Glyph::Bars },
    Place { href: "/admin/approvals", word: "Approvals", glyph: Glyph::Check },
    Place { href: "/admin/payments", word: "Payments", glyph: Glyph::Inbox },
    Place { href: "/admin/transfers", word: "Transfers", glyph: Glyph::Exchange },
    Place { href: "/admin/stuck", word: "Stuck", glyph: Glyph::Alert },
    Place { href: "/admin/loans", word: "Loans", glyph: Glyph::Bars },
    Place { href: "/admin/overdue", word: "Overdue", glyph: Glyph::Clock },
    Place { href: "/admin/plans", word: "Plans", glyph: Glyph::Shop },
    Place { href: "/admin/refunds", word: "Refunds", glyph: Glyph::Out },
    Place { href: "/admin/people", word: "People", glyph: Glyph::People },
    Place { href: "/admin/merchants", word: "Merchants", glyph: Glyph::Shop },
    Place { href: "/admin/bank-accounts", word: "Bank accounts", glyph: Glyph::Bank },
    Place { href: "/admin/ledger", word: "Ledger", glyph: Glyph::Book },
    Place { href: "/admin/proof", word: "Proof", glyph: Glyph::Shield },
    Place { href: "/admin/audit", word: "Audit", glyph: Glyph::Search },
    Place { href: "/admin/days", word: "Days", glyph: Glyph::Calculator },
    Place { href: "/admin/jobs", word: "Jobs", glyph: Glyph::Lines },
    Place { href: "/admin/gateways", word: "Gateways", glyph: Glyph::Shop },
    Place { href: "/admin/webhooks", word: "Webhooks", glyph: Glyph::Out },
    Place { href: "/admin/simulator", word: "Bank", glyph: Glyph::Bank },
];

#[component]
pub(crate) fn AdminLayout() -> impl IntoView {
    only_for(&[Role::Admin], |who| {
        view! {
            <Frame who places=PLACES>
                <Outlet />
            </Frame>
        }
        .into_any()
    })
}
