use super::{
    list::{RefundLine, state_choices},
    server::{DecideRefund, ReadRefunds},
};
use crate::ui::{
    act::Act,
    address::use_address,
    button::{ButtonLink, Size, Submit, Tone},
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
use domain::{
    money::Paise,
    payment::{RefundState, view::RefundView},
};
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
        let (id, amount) = (refund.id.to_string(), refund.amount);
        view! {
            <li class="row-line py-3">
                <RefundLine refund />
                {waits.then(|| view! { <Decide id amount decide /> })}
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// Yes is one press; for a no the reason is asked, of one refund at a time, so that what was refused stands at its form.
#[component]
fn Decide(id: String, amount: Paise, decide: Act) -> impl IntoView {
    let address = use_address();
    let rejects = id.clone();
    let form = move || {
        if address.choice("reject").as_deref() == Some(rejects.as_str()) {
            return view! { <Reject id=rejects.clone() decide /> }.into_any();
        }
        let status = address.choice("status").map(|status| format!("&status={status}")).unwrap_or_default();
        let page = address.choice("cursor").map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let href = format!("?reject={rejects}{status}{page}");
        view! { <ButtonLink href tone=Tone::Quiet size=Size::Small>"Reject"</ButtonLink> }.into_any()
    };
    view! {
        <div class="mt-3 flex flex-wrap items-start gap-3">
            <ActForm action=decide fields=&["reason"] class="">
                <input type="hidden" name="refund" value=id />
                <input type="hidden" name="decision" value="approve" />
                <Submit size=Size::Small busy="Approving…">{format!("Give back {}", amount.show())}</Submit>
            </ActForm>
            {form}
        </div>
    }
    .into_any()
}

#[component]
fn Reject(id: String, decide: Act) -> impl IntoView {
    view! {
        <ActForm action=decide fields=&["reason"] class="space-y-2 basis-full">
            <input type="hidden" name="refund" value=id />
            <input type="hidden" name="decision" value="reject" />
            <Field label="Why not?" name="reason" hint="The customer reads it." />
            <Submit size=Size::Small tone=Tone::Danger busy="Rejecting…">"Reject it"</Submit>
        </ActForm>
    }
    .into_any()
}
