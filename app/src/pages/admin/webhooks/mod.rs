//! What merchants' servers were told, and whether they took it.

pub mod server;

use crate::{
    pages::developers::webhooks::{DeliveryBadge, how_it_went},
    ui::{
        address::use_address,
        date::ExactMoment,
        empty::Empty,
        filter::{Chips, Choose, FilterField, Filters},
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
        table::{Column, Head, ROW, Table},
    },
};
use domain::{
    page::Page,
    webhook_out::{EventKind, view::DeliveryView},
};
use leptos::prelude::*;
use server::ReadAllDeliveries;

const STATES: [(&str, &str); 4] =
    [("", "All"), ("pending", "Waiting"), ("delivered", "Delivered"), ("dead", "Given up")];

#[component]
pub(crate) fn AdminWebhooksPage() -> impl IntoView {
    let address = use_address();
    let deliveries = Reading::live(move || ReadAllDeliveries {
        status: address.choice("status"),
        kind: address.choice("kind"),
        merchant: address.choice("merchant"),
        cursor: address.choice("cursor"),
    });
    let kinds = EventKind::ALL.iter().map(|kind| (kind.as_str(), kind.as_str()));
    let kinds: Vec<_> = std::iter::once(("", "Any event")).chain(kinds).collect();
    view! {
        <Heading
            title="Webhooks"
            below="What merchants' servers were told, and whether they took it. An event is tried for a day."
        />
        <Filters action="/admin/webhooks" keeps=&["status"]>
            <Choose label="Event" name="kind" choices=kinds />
            <FilterField label="Id of the merchant" name="merchant" class="input input-sm w-72 max-w-full" />
        </Filters>
        <Chips label="State" name="status" choices=STATES.to_vec() />
        {deliveries.show_part(|page| view! { <Deliveries page /> }.into_any())}
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Event", Column::Words),
    ("To", Column::WordsIfRoom),
    ("Happened", Column::WordsIfRoom),
    ("State", Column::FiguresIfRoom),
];

#[component]
fn Deliveries(page: Page<DeliveryView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty
                    glyph=Glyph::Out
                    title="No delivery fits"
                    words="Choose another state or event. Events are forgotten after thirty days."
                />
            </div>
        }
        .into_any();
    }
    let row = |delivery: DeliveryView| {
        let status = delivery.status;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <code class="text-xs font-medium">{delivery.kind.clone()}</code>
                    <div class="text-xs quiet wrap-anywhere">{how_it_went(&delivery)}</div>
                    {delivery
                        .next_try_at
                        .filter(|_| delivery.tries > 0)
                        .map(|at| view! { <div class="text-xs quiet">"Next try " <ExactMoment at /></div> })}
                    <div class="sm:hidden mt-1">
                        <DeliveryBadge status />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <a class="hover:underline wrap-anywhere" href=format!("/admin/merchants/{}", delivery.merchant_id)>
                        {delivery.url}
                    </a>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <ExactMoment at=delivery.created_at />
                    </span>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <DeliveryBadge status />
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Deliveries, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}
