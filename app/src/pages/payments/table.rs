use crate::ui::{
    amount::Amount,
    badge::{Badge, Meaning},
    date::Moment,
    empty::Empty,
    icon::Glyph,
    table::{Column, Head, ROW, Table},
};
use domain::{
    money::Paise,
    payment::{PaymentState, view::PaymentView},
};
use leptos::prelude::*;

/// Where a payment stands.
#[component]
pub(crate) fn PaymentBadge(
    state: PaymentState,
    #[prop(default = Paise::ZERO)] refunded: Paise,
) -> impl IntoView {
    let meaning = match state {
        PaymentState::Created => Meaning::Calm,
        PaymentState::Processing => Meaning::Waiting,
        PaymentState::Success => Meaning::Good,
        PaymentState::Failed => Meaning::Bad,
        PaymentState::Refunded => Meaning::Calm,
    };
    let word = match state {
        PaymentState::Success if refunded.is_positive() => "partly refunded".to_owned(),
        state => state.words().to_lowercase(),
    };
    view! { <Badge meaning word /> }.into_any()
}

/// Payments, newest first, with the merchant's name where there are several; each leads to `base` and its id.
#[component]
pub(crate) fn PaymentTable(rows: Vec<(PaymentView, Option<String>)>, base: &'static str) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Inbox
                title="No payments"
                words="What is asked of customers, by hand or by a server, is listed here with what became of it."
            />
        }
        .into_any();
    }
    let row = move |(payment, merchant): (PaymentView, Option<String>)| {
        let (state, refunded) = (payment.status, payment.refunded_amount);
        let title = payment.description.clone().unwrap_or_else(|| "Payment".to_owned());
        let how = match (payment.method.as_deref(), payment.gateway) {
            (Some("wallet"), _) => "from a wallet".to_owned(),
            // Before that it is a first idea.
            (_, Some(gateway)) if payment.status != PaymentState::Created => gateway.words().to_owned(),
            _ => String::new(),
        };
        let below = [merchant, payment.customer.and_then(|customer| customer.name), Some(how)];
        let below: Vec<String> = below.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=payment.created_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <div class="font-medium wrap-anywhere">
                        <a class="hover:underline" href=format!("{base}/{}", payment.id)>{title}</a>
                    </div>
                    <div class="text-xs quiet wrap-anywhere">
                        <span class="sm:hidden">
                            <Moment at=payment.created_at />
                            " "
                        </span>
                        {below.join(" · ")}
                    </div>
                    <div class="sm:hidden mt-1">
                        <PaymentBadge state refunded />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <PaymentBadge state refunded />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=payment.amount />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Payments, newest first">
            <Head columns=COLUMNS />
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("What", Column::Words),
    ("Status", Column::WordsIfRoom),
    ("Amount", Column::Figures),
];
