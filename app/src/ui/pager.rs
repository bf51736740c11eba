use super::{
    button::{Size, Tone, class_of},
    icon::{Glyph, Icon},
    load::Export,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// Older and newer, keeping the filters of the address; and the whole list as a file.
#[component]
pub(crate) fn Pager(
    older: Option<String>,
    newer: Option<String>,
    /// What the further page is called; a queue has the younger ones there.
    #[prop(default = "Older")]
    onward: &'static str,
) -> impl IntoView {
    let link = |cursor: Option<String>, word: &'static str, glyph: Glyph, after: bool| {
        let class = class_of(Tone::Quiet, Size::Small);
        match cursor {
            Some(cursor) => view! {
                <a href=with_cursor(&cursor) class=class>
                    {(!after).then(|| view! { <Icon glyph class="size-4" /> })}
                    {word}
                    {after.then(|| view! { <Icon glyph class="size-4" /> })}
                </a>
            }
            .into_any(),
            None => view! { <span></span> }.into_any(),
        }
    };
    let file = use_context::<Export>().map(|export| {
        view! {
            <a href=export.href() rel="external" download class=class_of(Tone::Quiet, Size::Small)>
                <Icon glyph=Glyph::Download class="size-4" />
                "CSV"
            </a>
        }
    });
    view! {
        <nav aria-label="Pages of this list" class="flex justify-between items-center gap-2 pt-4">
            {link(newer, "Newer", Glyph::Left, false)} {file} {link(older, onward, Glyph::Right, true)}
        </nav>
    }
    .into_any()
}

fn with_cursor(cursor: &str) -> String {
    let path = use_location().pathname.get_untracked();
    let mut query = use_query_map().get_untracked();
    query.remove("notice");
    query.replace("cursor", cursor.to_owned());
    format!("{path}{}", query.to_query_string())
}
