use super::server::EndpointScreen;
use crate::ui::{
    act::Act,
    badge::{Badge, Meaning},
    button::{Size, Submit, Tone},
    date::ExactMoment,
    duration::millis_words,
    empty::Empty,
    form::ActForm,
    icon::Glyph,
    pager::Pager,
    table::{Column, Head, ROW, Table},
};
use domain::webhook_out::view::{DeliveryStatus, DeliveryView, EndpointStatus};
use leptos::prelude::*;

const COLUMNS: &[(&str, Column)] = &[
    ("Event", Column::Words),
    ("Last try", Column::WordsIfRoom),
    ("State", Column::FiguresIfRoom),
    ("Again", Column::Figures),
];

/// What was sent to the endpoint, newest first.
#[component]
pub(super) fn Deliveries(screen: EndpointScreen, resend: Act) -> impl IntoView {
    let page = screen.deliveries;
    if page.items.is_empty() {
        return view! {
            <Empty glyph=Glyph::Lines title="Nothing was sent" words="What happens is listed here with each answer, for thirty days." />
        }
        .into_any();
    }
    let may_resend = screen.endpoint.status == EndpointStatus::Active;
    let row = move |delivery: DeliveryView| {
        let (status, tried) = (delivery.status, delivery.last_tried_at);
        let (endpoint, id) = (delivery.endpoint_id.to_string(), delivery.id.to_string());
        let send_again = may_resend.then(|| {
            view! {
                <ActForm action=resend class="">
                    <input type="hidden" name="endpoint" value=endpoint />
                    <input type="hidden" name="delivery" value=id />
                    <Submit tone=Tone::Quiet size=Size::Small busy="Sending…">
                        "Send again"
                        <span class="sr-only">{format!(" the event {}", delivery.event_id)}</span>
                    </Submit>
                </ActForm>
            }
        });
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <code class="text-xs font-medium">{delivery.kind.clone()}</code>
                    <div class="text-xs quiet wrap-anywhere">
                        <ExactMoment at=delivery.created_at /> " · " <code>{delivery.event_id.to_string()}</code>
                    </div>
                    <div class="text-xs quiet wrap-anywhere">{how_it_went(&delivery)}</div>
                    {delivery
                        .next_try_at
                        .filter(|_| delivery.tries > 0)
                        .map(|at| view! { <div class="text-xs quiet">"Next try " <ExactMoment at /></div> })}
                    {delivery
                        .response_body
                        .clone()
                        .map(|said| view! { <div class="text-xs wrap-anywhere mt-1"><code>{said}</code></div> })}
                    <div class="sm:hidden mt-1">
                        <DeliveryBadge status />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">{tried.map(|at| view! { <ExactMoment at /> })}</span>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <DeliveryBadge status />
                </td>
                <td class=Column::Figures.cell()>{send_again}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Deliveries, newest first">
            <Head columns=COLUMNS />
            <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
pub(crate) fn DeliveryBadge(status: DeliveryStatus) -> impl IntoView {
    let (meaning, word) = match status {
        DeliveryStatus::Pending => (Meaning::Waiting, "waiting"),
        DeliveryStatus::Delivered => (Meaning::Good, "delivered"),
        DeliveryStatus::Dead => (Meaning::Bad, "given up"),
    };
    view! { <Badge meaning word /> }.into_any()
}

/// `2 tries · 200 in 40 ms`, or why it was not taken.
pub(crate) fn how_it_went(delivery: &DeliveryView) -> String {
    let tries = match delivery.tries {
        0 => "Not tried yet".to_owned(),
        1 => "1 try".to_owned(),
        more => format!("{more} tries"),
    };
    let took = delivery.response_ms.map(|ms| millis_words(ms.into())).unwrap_or_default();
    match (&delivery.error, delivery.response_status) {
        (Some(error), _) if took.is_empty() => format!("{tries} · {error}"),
        (Some(error), _) => format!("{tries} · {error} ({took})"),
        (None, Some(status)) => format!("{tries} · {status} in {took}"),
        (None, None) => tries,
    }
}
