use crate::{
    first_load::{Who, use_who},
    ui::{button::ButtonLink, heading::Heading},
};
use domain::{actor::Role, explain::Kind};
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location, location::Url};

/// Shows the pages inside to those they are for. This is a courtesy: what the pages ask for is refused by the
/// server functions themselves.
pub(crate) fn only_for(roles: &'static [Role], inside: impl FnOnce(Who) -> AnyView) -> AnyView {
    match use_who() {
        Some(who) if roles.contains(&who.role) => inside(who),
        Some(who) => view! { <NotYours who /> }.into_any(),
        None => {
            let location = use_location();
            let path = location.pathname.get_untracked();
            let here = format!("{path}{}", location.query.get_untracked().to_query_string());
            view! { <Redirect path=format!("/sign-in?next={}", Url::escape(&here)) /> }.into_any()
        }
    }
}

#[component]
fn NotYours(who: Who) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::door::answer_with(Kind::Forbidden);
    #[cfg(not(feature = "ssr"))]
    let _the_status_is_the_servers = Kind::Forbidden;
    view! {
        <super::PublicFrame>
            <Heading
                title="Not for this account"
                below=format!("You are signed in as {}. This page is for another kind of account.", who.name)
            />
            <ButtonLink href=who.home()>"To your first page"</ButtonLink>
        </super::PublicFrame>
    }
    .into_any()
}
