use super::{
    list::{RefundLine, state_choices},
    server::{DecideRefund, ReadRefunds},
};
use crate::ui::{
    act::Act,
    address::use_address,
    button::{Size, Submit, Tone},
    empty::Empty,
    field::Field,
    filter::Chips,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::payment::{RefundState, view::RefundView};
use leptos::prelude::*;

#[component]
pub(crate) fn MerchantRefundsPage() -> impl IntoView {
    view! {
        <Heading
            title="Refunds"
            below="What your customers ask back waits for your decision for two weeks. The fee of the sale is not returned."
        />
        <Decisions />
    }
    .into_any()
}

#[component]
pub(crate) fn AdminRefundsPage() -> impl IntoView {
    view! {
        <Heading title="Refunds" below="The shop decides; an admin may, in its place." />
        <Decisions />
    }
    .into_any()
}

#[component]
fn Decisions() -> impl IntoView {
    let address = use_address();
    let decide = Act::new::<DecideRefund>();
    let list = Reading::live(move || ReadRefunds {
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Panel>
            <Chips label="Status" name="status" choices=state_choices() />
            {list
                .show_part(move |page| {
                    let pager = (!page.items.is_empty())
                        .then(|| view! { <Pager older=page.older newer=page.newer /> });
                    view! {
                        <Rows rows=page.items decide />
                        {pager}
                    }
                        .into_any()
                })}
        </Panel>
    }
    .into_any()
}

#[component]
fn Rows(rows: Vec<RefundView>, decide: Act) -> impl IntoView {
    if rows.is_empty() {
        return view! { <Empty glyph=Glyph::Out title="No refunds" words="What customers ask back is listed here." /> }
            .into_any();
    }
    let row = move |refund: RefundView| {
        let waits = refund.status == RefundState::Pending;
        let (id, same, amount) = (refund.id.to_string(), refund.id.to_string(), refund.amount);
        view! {
            <li class="row-line py-3">
                <RefundLine refund />
                {waits
                    .then(|| {
                        view! {
                            <div class="mt-3 flex flex-wrap items-end gap-3">
                                <ActForm action=decide fields=&[] class="">
                                    <input type="hidden" name="refund" value=id />
                                    <input type="hidden" name="decision" value="approve" />
                                    <Submit size=Size::Small busy="Approving…">
                                        {format!("Give back {}", amount.show())}
                                    </Submit>
                                </ActForm>
                                <details>
                                    <summary class="btn btn-sm bg-base-100 border-base-300">"Reject"</summary>
                                    <ActForm action=decide fields=&["reason"] class="space-y-2 mt-3">
                                        <input type="hidden" name="refund" value=same />
                                        <input type="hidden" name="decision" value="reject" />
                                        <Field label="Why not?" name="reason" hint="The customer reads it." />
                                        <Submit size=Size::Small tone=Tone::Danger busy="Rejecting…">"Reject it"</Submit>
                                    </ActForm>
                                </details>
                            </div>
                        }
                    })}
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
