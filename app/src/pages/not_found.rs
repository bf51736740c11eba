use crate::{
    layout::PublicFrame,
    ui::{button::ButtonLink, heading::Heading},
};
use leptos::prelude::*;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::door::answer_with(domain::explain::Kind::NotFound);
    view! {
        <PublicFrame>
            <Heading
                title="There is no such page"
                below="The address may be mistyped, or what was here has moved. Nothing of yours is lost."
            />
            <ButtonLink href="/">"To the first page"</ButtonLink>
        </PublicFrame>
    }
    .into_any()
}
