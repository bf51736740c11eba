//! What a borrower is told: of what falls due, of what is overdue, and of refunds.

pub mod server;

use crate::ui::{
    act::Act,
    address::use_address,
    button::{Size, Submit, Tone},
    date::ExactMoment,
    empty::Empty,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::{notification::view::NotificationView, page::Page};
use leptos::prelude::*;
use server::{MarkRead, ReadNotifications};

#[component]
pub(crate) fn NotificationsPage() -> impl IntoView {
    let address = use_address();
    let read = Act::new::<MarkRead>();
    let list = Reading::live(move || ReadNotifications { cursor: address.choice("cursor") });
    view! {
        <Heading title="Notifications" below="Three days before something falls due, when it is overdue, and when a refund is decided." />
        <Panel>{list.show_part(move |page| view! { <List page read /> }.into_any())}</Panel>
    }
    .into_any()
}

#[component]
fn List(page: Page<NotificationView>, read: Act) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty glyph=Glyph::Inbox title="Nothing yet" words="What you should know of is told here." />
        }
        .into_any();
    }
    let unread = page.items.iter().any(|one| !one.is_read);
    let row = |one: NotificationView| {
        view! {
            <li class="row-line py-3 text-sm">
                <a class="hover:underline" class=("font-medium", !one.is_read) href=one.link>{one.words}</a>
                {(!one.is_read).then(|| view! { <span class="sr-only">" (new)"</span> })}
                <p class="text-xs quiet">
                    <ExactMoment at=one.created_at />
                </p>
            </li>
        }
    };
    view! {
        {unread
            .then(|| {
                view! {
                    <ActForm action=read fields=&[] class="mb-2">
                        <Submit tone=Tone::Quiet size=Size::Small busy="One moment…">"Mark all as read"</Submit>
                    </ActForm>
                }
            })}
        <ul>{page.items.into_iter().map(row).collect_view()}</ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}
