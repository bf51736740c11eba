use super::server::{DecideRefund, ReadPurchases, ReadRefunds};
use crate::ui::{
    act::Act,
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    button::{ButtonLink, Size, Submit, Tone},
    date::{ExactMoment, Moment},
    empty::Empty,
    filter::Chips,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::payment::{
    RefundState,
    view::{PurchaseView, RefundView},
};
use leptos::prelude::*;

/// What a borrower asked back, and what they could ask back.
#[component]
pub(crate) fn RefundsPage() -> impl IntoView {
    let address = use_address();
    let decide = Act::new::<DecideRefund>();
    let list = Reading::live(move || ReadRefunds {
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    let purchases = Reading::live(|| ReadPurchases {});
    view! {
        <Heading title="Refunds" below="A refund is decided by the shop. It first lowers what you still owe; the rest comes into your wallet." />
        <div class="space-y-4">
            <Panel title="Asked for">
                <Chips label="Status" name="status" choices=state_choices() />
                {list
                    .show_part(move |page| {
                        let pager = (!page.items.is_empty())
                            .then(|| view! { <Pager older=page.older newer=page.newer /> });
                        view! {
                            <RefundList rows=page.items decide />
                            {pager}
                        }
                            .into_any()
                    })}
            </Panel>
            <Panel title="What you bought">
                {purchases.show_part(|rows| view! { <Purchases rows /> }.into_any())}
            </Panel>
        </div>
    }
    .into_any()
}

pub(super) fn state_choices() -> Vec<(&'static str, &'static str)> {
    vec![
        ("", "All"),
        ("PENDING", "Waiting"),
        ("APPROVED", "Approved"),
        ("COMPLETED", "Done"),
        ("REJECTED", "Rejected"),
        ("CANCELLED", "Called off"),
    ]
}

#[component]
fn RefundList(rows: Vec<RefundView>, decide: Act) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty glyph=Glyph::Out title="No refunds" words="What you ask back is listed here, with what becomes of it." />
        }
        .into_any();
    }
    let row = move |refund: RefundView| {
        let waits =
            refund.status == RefundState::Pending && refund.requested_by == Some(domain::actor::Role::User);
        let id = refund.id.to_string();
        view! {
            <li class="row-line py-3">
                <RefundLine refund />
                {waits
                    .then(|| {
                        view! {
                            <ActForm action=decide fields=&[] class="mt-2">
                                <input type="hidden" name="refund" value=id />
                                <input type="hidden" name="decision" value="cancel" />
                                <Submit tone=Tone::Quiet size=Size::Small busy="Calling off…">"Call it off"</Submit>
                            </ActForm>
                        }
                    })}
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// The same without anything to press.
#[component]
pub(crate) fn RefundRows(rows: Vec<RefundView>) -> impl IntoView {
    let row = |refund: RefundView| {
        view! {
            <li class="row-line py-3">
                <RefundLine refund />
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// One refund: how much, of what, what becomes of it, and where it went.
#[component]
pub(super) fn RefundLine(refund: RefundView) -> impl IntoView {
    let (meaning, word) = match (refund.status, &refund.failure_code) {
        (RefundState::Approved, Some(_)) => (Meaning::Bad, "stopped".to_owned()),
        (RefundState::Completed, _) => (Meaning::Good, "done".to_owned()),
        (RefundState::Pending | RefundState::Approved, _) => {
            (Meaning::Waiting, refund.status.words().to_lowercase())
        }
        (RefundState::Rejected, _) => (Meaning::Bad, "rejected".to_owned()),
        (RefundState::Cancelled, _) => (Meaning::Calm, "called off".to_owned()),
    };
    let what = refund.description.clone().unwrap_or_else(|| "Purchase".to_owned());
    let went = match (refund.to_plan_amount, refund.to_wallet_amount) {
        (Some(plan), Some(wallet)) if plan.is_positive() && wallet.is_positive() => {
            Some(format!("{} off the plan, {} into the wallet", plan.show(), wallet.show()))
        }
        (Some(plan), _) if plan.is_positive() => {
            Some("Off the plan, from the last instalment backwards".to_owned())
        }
        (Some(_), Some(_)) => Some("Into the wallet".to_owned()),
        _ => None,
    };
    let said = match refund.reason.as_deref() {
        Some("expired") => Some("Nobody decided it in time".to_owned()),
        Some(reason) => Some(reason.to_owned()),
        None => None,
    };
    let asked = refund.requested_reason.clone().filter(|asked| Some(asked) != said.as_ref());
    view! {
        <div class="text-sm">
            <div class="flex flex-wrap justify-between gap-x-3 gap-y-1">
                <span class="font-medium wrap-anywhere">
                    <Amount paise=refund.amount />
                    {format!(" · {what}")}
                </span>
                <Badge meaning word />
            </div>
            <p class="text-xs quiet mt-1 wrap-anywhere">
                {[Some(refund.merchant_name), asked, said, refund.failure_reason, went].into_iter().flatten().collect::<Vec<_>>().join(" · ")}
            </p>
            <p class="text-xs quiet">
                <ExactMoment at=refund.created_at />
                {refund
                    .expires_at
                    .filter(|_| refund.status == RefundState::Pending)
                    .map(|until| view! { " · is decided until " <Moment at=until /> })}
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Purchases(rows: Vec<PurchaseView>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="text-sm quiet">"Nothing that could be asked back."</p> }.into_any();
    }
    let row = |purchase: PurchaseView| {
        let what = purchase.description.unwrap_or_else(|| "Purchase".to_owned());
        view! {
            <li class="row-line py-3 flex flex-wrap items-center justify-between gap-3 text-sm">
                <span class="min-w-0">
                    <span class="block font-medium wrap-anywhere">{what}</span>
                    <span class="block text-xs quiet wrap-anywhere">
                        {purchase.merchant_name} " · " <Moment at=purchase.created_at /> " · " <Amount paise=purchase.amount />
                    </span>
                </span>
                <ButtonLink href=format!("/refunds/new?of={}", purchase.transaction_id) size=Size::Small tone=Tone::Quiet>
                    "Ask back"
                </ButtonLink>
            </li>
        }
    };
    view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
