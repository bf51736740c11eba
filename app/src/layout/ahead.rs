use crate::{
    pages::admin::days::server::ReadAhead,
    ui::{
        date::Day,
        icon::{Glyph, Icon},
        load::Reading,
    },
};
use leptos::prelude::*;

/// Says above every page of a demonstration that it is another day there.
#[component]
pub(super) fn AheadOfTime() -> impl IntoView {
    Reading::live(|| ReadAhead {}).show_quietly(|ahead| match ahead {
        Some(date) => view! {
            <p class="mb-4 flex items-center gap-2 text-sm rounded-field bg-info/10 px-3 py-2" role="note">
                <Icon glyph=Glyph::Clock class="size-4 shrink-0" />
                <span>"In this demonstration today is " <Day date /> "."</span>
            </p>
        }
        .into_any(),
        None => ().into_any(),
    })
}
