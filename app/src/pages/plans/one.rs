use super::{
    parts::{Instalments, PlanBadge},
    server::{CancelPlan, PayInstalments, PlanScreen, ReadPlan},
};
use crate::{
    pages::{admin::WriteOffForm, refunds::RefundRows},
    ui::{
        act::Act,
        address::use_address,
        amount::{Amount, BigAmount},
        button::{ButtonLink, Size, Submit, Tone},
        copy_id::CopyId,
        date::ExactMoment,
        facts::{Fact, Facts},
        form::ActForm,
        heading::Heading,
        load::Reading,
        panel::{FigurePanel, Panel},
    },
};
use domain::{
    money::Paise,
    plan::{
        InstalmentState, PlanState,
        view::{InstalmentView, PlanView},
    },
};
use leptos::prelude::*;

/// Who looks at a plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Eyes {
    Borrower,
    Merchant,
    Admin,
}

#[component]
pub(crate) fn PlanPage() -> impl IntoView {
    page(Eyes::Borrower)
}

#[component]
pub(crate) fn MerchantPlanPage() -> impl IntoView {
    page(Eyes::Merchant)
}

#[component]
pub(crate) fn AdminPlanPage() -> impl IntoView {
    page(Eyes::Admin)
}

fn page(eyes: Eyes) -> AnyView {
    let address = use_address();
    let (pay, cancel) = (Act::new::<PayInstalments>(), Act::new::<CancelPlan>());
    let screen = Reading::live(move || ReadPlan { plan: address.part("plan") });
    screen.show(move |screen| view! { <One screen eyes pay cancel /> }.into_any())
}

#[component]
fn One(screen: PlanScreen, eyes: Eyes, pay: Act, cancel: Act) -> impl IntoView {
    let plan = screen.plan.clone();
    let title = plan.description.clone().unwrap_or_else(|| "Purchase".to_owned());
    let below = match eyes {
        Eyes::Borrower => format!("At {}", plan.merchant_name),
        Eyes::Merchant => format!("Bought by {}", plan.user.full_name),
        Eyes::Admin => format!("Bought by {} at {}", plan.user.full_name, plan.merchant_name),
    };
    let back = match eyes {
        Eyes::Borrower => "/bnpl",
        Eyes::Merchant => "/merchant/plans",
        Eyes::Admin => "/admin/plans",
    };
    let may_cancel = eyes != Eyes::Borrower && plan.status == PlanState::Active && plan.paid_amount.is_zero();
    let may_write_off = eyes == Eyes::Admin && plan.status == PlanState::Active;
    let (id, of_loss) = (plan.id.to_string(), plan.id.to_string());
    let (badge, rows) = (plan.clone(), plan.installments.clone());
    view! {
        <Heading title below>
            <PlanBadge plan=badge />
        </Heading>
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <Owed plan=plan.clone() />
            {(eyes == Eyes::Borrower).then(|| view! { <Ways screen=screen.clone() pay /> })}
            <Panel title="Instalments">
                <Instalments rows />
            </Panel>
            <Panel title="Refunds">
                {if screen.refunds.is_empty() {
                    view! { <p class="text-sm quiet">"Nothing has been asked back."</p> }.into_any()
                } else {
                    view! { <RefundRows rows=screen.refunds.clone() /> }.into_any()
                }}
                {screen
                    .purchase
                    .clone()
                    .map(|purchase| {
                        view! {
                            <div class="mt-4">
                                <ButtonLink href=format!("/refunds/new?of={}", purchase.transaction_id) tone=Tone::Quiet>
                                    "Ask for money back"
                                </ButtonLink>
                            </div>
                        }
                    })}
                {may_cancel.then(|| view! { <Cancel id cancel /> })}
            </Panel>
        </div>
        {may_write_off.then(|| view! { <WriteOffForm kind="plan" debt=of_loss /> })}
        <div class="mt-4">
            <ButtonLink href=back tone=Tone::Quiet>"All plans"</ButtonLink>
        </div>
    }
    .into_any()
}

#[component]
fn Owed(plan: PlanView) -> impl IntoView {
    view! {
        <FigurePanel title="Left to pay">
            <BigAmount paise=plan.outstanding_amount />
            <div class="mt-4">
                <Facts>
                    <Fact what="Bought for">
                        <Amount paise=plan.total_amount />
                    </Fact>
                    <Fact what="Paid">
                        <Amount paise=plan.paid_amount />
                    </Fact>
                    {plan
                        .refunded_amount
                        .is_positive()
                        .then(|| {
                            view! {
                                <Fact what="Refunded">
                                    <Amount paise=plan.refunded_amount />
                                </Fact>
                            }
                        })}
                    {plan
                        .penalty_amount
                        .is_positive()
                        .then(|| {
                            view! {
                                <Fact what="Charges for being late, in it">
                                    <Amount paise=plan.penalty_amount />
                                </Fact>
                            }
                        })}
                    <Fact what="Bought on">
                        <ExactMoment at=plan.created_at />
                    </Fact>
                    <Fact what="Its id">
                        <CopyId id=plan.id.to_string() />
                    </Fact>
                </Facts>
            </div>
        </FigurePanel>
    }
    .into_any()
}

/// What can be paid now: what is overdue or the next one, and all of it. Each button says how much.
#[component]
fn Ways(screen: PlanScreen, pay: Act) -> impl IntoView {
    let wallet = screen.wallet.unwrap_or_default();
    let open: Vec<InstalmentView> =
        screen.plan.installments.iter().filter(|one| one.asks_for().is_positive()).cloned().collect();
    if open.is_empty() {
        return view! {
            <Panel title="Pay">
                <p class="text-sm quiet">"Nothing is owed of it."</p>
            </Panel>
        }
        .into_any();
    }
    let overdue: Vec<InstalmentView> =
        open.iter().filter(|one| one.status == InstalmentState::Overdue).cloned().collect();
    let first = if overdue.is_empty() { open.iter().take(1).cloned().collect() } else { overdue.clone() };
    let what = if overdue.is_empty() { "the next instalment" } else { "what is overdue" };
    let more = open.len() > first.len();
    let (plan, key) = (screen.plan.id.to_string(), screen.key.clone());
    view! {
        <Panel title="Pay from your wallet">
            <p class="text-sm quiet mb-3">"It holds " <Amount paise=wallet /> "."</p>
            <div class="space-y-3">
                <PayButton chosen=first wallet what plan=plan.clone() key_text=format!("{key}-first") pay primary=true />
                {more
                    .then(|| {
                        view! { <PayButton chosen=open what="all that is left" wallet plan key_text=format!("{key}-all") pay primary=false /> }
                    })}
            </div>
            {pay_hint(wallet)}
        </Panel>
    }
    .into_any()
}

fn pay_hint(wallet: Paise) -> impl IntoView {
    wallet.is_zero().then(|| {
        view! {
            <p class="text-sm mt-3">
                <a class="link text-primary" href="/wallet/add">"Add money first"</a>
            </p>
        }
    })
}

/// One press pays exactly these instalments.
#[component]
pub(crate) fn PayButton(
    chosen: Vec<InstalmentView>,
    wallet: Paise,
    what: &'static str,
    plan: String,
    key_text: String,
    pay: Act,
    primary: bool,
) -> impl IntoView {
    let total = chosen.iter().map(InstalmentView::asks_for).fold(Paise::ZERO, Paise::saturating_add);
    let ids: Vec<String> = chosen.iter().map(|one| one.id.to_string()).collect();
    let after = wallet.saturating_sub(total);
    let short = after.is_negative();
    let says = if short {
        format!("Your wallet lacks {}.", after.abs().show())
    } else {
        format!("Your wallet then holds {}.", after.show())
    };
    view! {
        <ActForm action=pay fields=&[] class="space-y-1">
            <input type="hidden" name="instalments" value=ids.join(",") />
            <input type="hidden" name="plan" value=plan />
            <input type="hidden" name="idempotency_key" value=key_text />
            <Submit
                size=Size::Block
                tone=if primary { Tone::Primary } else { Tone::Quiet }
                busy="Paying…"
                disabled=short
            >
                {format!("Pay {}, {what}", total.show())}
            </Submit>
            <p class="text-xs quiet text-center">{says}</p>
        </ActForm>
    }
    .into_any()
}

/// Only while nothing is paid.
#[component]
fn Cancel(id: String, cancel: Act) -> impl IntoView {
    view! {
        <details class="mt-4 pt-4 border-t border-base-300">
            <summary class="cursor-pointer text-sm font-medium">"Cancel the purchase"</summary>
            <p class="text-sm quiet my-3">
                "The shop gives back the whole amount; its fee is not returned. The customer then owes nothing."
            </p>
            <ActForm action=cancel fields=&[]>
                <input type="hidden" name="plan" value=id />
                <Submit tone=Tone::Danger busy="Cancelling…">"Cancel it"</Submit>
            </ActForm>
        </details>
    }
    .into_any()
}
