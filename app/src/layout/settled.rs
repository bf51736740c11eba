use super::{admin, borrower, frame::Frame, guard::only_for, merchant};
use domain::actor::Role;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// For pages that every signed-in person has, in the frame that they know.
#[component]
pub(crate) fn SettledLayout() -> impl IntoView {
    only_for(&[Role::User, Role::Merchant, Role::Admin], |who| {
        let places = match who.role {
            Role::User => borrower::PLACES,
            Role::Merchant => merchant::PLACES,
            Role::Admin => admin::PLACES,
        };
        view! {
            <Frame who places>
                <Outlet />
            </Frame>
        }
        .into_any()
    })
}
