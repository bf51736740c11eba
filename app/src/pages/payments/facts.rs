use super::PaymentBadge;
use crate::ui::{
    amount::{Amount, BigAmount},
    badge::{Badge, Meaning},
    copy_id::CopyId,
    date::ExactMoment,
    facts::{Fact, Facts},
    notice::{Notice, Tone},
    panel::{FigurePanel, Panel},
    timeline::Timeline,
};
use domain::payment::{
    PaymentState, RefundState,
    view::{AttemptView, PaymentView, RefundView},
};
use leptos::prelude::*;

/// Everything of one payment below its heading, but its tries and refunds.
#[component]
pub(crate) fn PaymentFacts(payment: PaymentView) -> impl IntoView {
    let events = payment.events.clone().unwrap_or_default();
    let events = events.into_iter().map(|event| (event.at, event.words, String::new())).collect();
    view! {
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <FigurePanel title="Payment">
                <div class="flex flex-wrap items-end justify-between gap-2">
                    <BigAmount paise=payment.amount />
                    <PaymentBadge state=payment.status refunded=payment.refunded_amount />
                </div>
                <div class="mt-4">
                    <Next payment=payment.clone() />
                </div>
                <Details payment />
            </FigurePanel>
            <Panel title="What happened">
                <Timeline events />
            </Panel>
        </div>
    }
    .into_any()
}

/// What happens next, or what came of it. It is read out when it changes.
#[component]
fn Next(payment: PaymentView) -> impl IntoView {
    let hosted = payment.return_url.is_some();
    let (tone, words) = match payment.status {
        PaymentState::Created if hosted => (Tone::Calm, "It waits for the customer at the checkout."),
        PaymentState::Created => (Tone::Calm, "It is about to be sent to a gateway."),
        PaymentState::Processing => (
            Tone::Calm,
            "A gateway has it. Until the gateway says what became of it nobody else is asked, so that it cannot be taken twice.",
        ),
        PaymentState::Success => (Tone::Good, "Paid. What is left after the fee is available."),
        PaymentState::Refunded => (Tone::Calm, "All of it is back with the customer."),
        PaymentState::Failed => (Tone::Warning, "Nothing was taken, and nothing more will happen with it."),
    };
    view! {
        <Notice tone>
            {payment.failure_reason.map(|why| view! { <p class="font-medium">{why}</p> })}
            <p>{words}</p>
        </Notice>
    }
    .into_any()
}

#[component]
fn Details(payment: PaymentView) -> impl IntoView {
    let paid = matches!(payment.status, PaymentState::Success | PaymentState::Refunded);
    let net = payment.amount.saturating_sub(payment.fee);
    let how = match (payment.method.as_deref(), payment.gateway) {
        (Some("wallet"), _) => "From a Kist wallet".to_owned(),
        (Some(way), Some(gateway)) => {
            format!("{} through {}", if way == "upi" { "UPI" } else { "Card" }, gateway.words())
        }
        (Some(way), None) => way.to_uppercase(),
        (None, _) => "not chosen yet".to_owned(),
    };
    let customer = payment.customer.map(|customer| {
        [customer.name, customer.email].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let metadata = payment
        .metadata
        .as_object()
        .filter(|fields| !fields.is_empty())
        .map(|_| serde_json::to_string_pretty(&payment.metadata).unwrap_or_default());
    view! {
        <Facts>
            {paid
                .then(|| {
                    view! {
                        <Fact what="Fee">
                            <Amount paise=payment.fee />
                        </Fact>
                        <Fact what="Yours">
                            <Amount paise=net />
                        </Fact>
                    }
                })}
            {payment
                .refunded_amount
                .is_positive()
                .then(|| {
                    view! {
                        <Fact what="Given back">
                            <Amount paise=payment.refunded_amount />
                        </Fact>
                    }
                })}
            <Fact what="How">{how}</Fact>
            {customer.map(|customer| view! { <Fact what="Customer"><span class="wrap-anywhere">{customer}</span></Fact> })}
            <Fact what="Asked for">
                <ExactMoment at=payment.created_at />
            </Fact>
            {(payment.status == PaymentState::Created)
                .then(|| {
                    view! {
                        <Fact what="Waits until">
                            <ExactMoment at=payment.expires_at />
                        </Fact>
                    }
                })}
            <Fact what="Its id">
                <CopyId id=payment.id.to_string() />
            </Fact>
            {payment.failure_code.map(|code| view! { <Fact what="Why, to programs"><code class="text-xs">{code}</code></Fact> })}
        </Facts>
        {metadata
            .map(|metadata| {
                view! {
                    <details class="mt-3 text-sm">
                        <summary class="cursor-pointer">"Metadata"</summary>
                        <pre class="mt-2 text-xs overflow-x-auto" tabindex="0">{metadata}</pre>
                    </details>
                }
            })}
    }
    .into_any()
}

/// Every try at a gateway, oldest first.
#[component]
pub(crate) fn Attempts(attempts: Vec<AttemptView>, wallet: bool) -> impl IntoView {
    if attempts.is_empty() {
        let words = if wallet {
            "Paid from a wallet: no gateway was asked."
        } else {
            "No gateway has been asked yet."
        };
        return view! { <p class="text-sm quiet">{words}</p> }.into_any();
    }
    let row = |attempt: AttemptView| {
        let (meaning, word) = match attempt.status.as_str() {
            "taken" => (Meaning::Good, "taken"),
            "refused" => (Meaning::Bad, "refused"),
            _ => (Meaning::Waiting, "not known yet"),
        };
        let said = attempt.failure_reason.or(attempt.last_contact).unwrap_or_default();
        view! {
            <li class="row-line py-3 text-sm">
                <div class="flex flex-wrap justify-between gap-x-3 gap-y-1">
                    <span class="font-medium">{format!("{}. {}", attempt.number, attempt.gateway.words())}</span>
                    <Badge meaning word />
                </div>
                <p class="text-xs quiet mt-1 wrap-anywhere">{said}</p>
                <p class="text-xs quiet wrap-anywhere">
                    <ExactMoment at=attempt.started_at />
                    {attempt.gateway_reference.map(|reference| format!(" · {reference}"))}
                    {(attempt.sends > 1).then(|| format!(" · sent {} times, and counted once", attempt.sends))}
                </p>
            </li>
        }
    };
    view! { <ol>{attempts.into_iter().map(row).collect_view()}</ol> }.into_any()
}

/// Every refund, oldest first.
#[component]
pub(crate) fn Refunds(refunds: Vec<RefundView>) -> impl IntoView {
    if refunds.is_empty() {
        return view! { <p class="text-sm quiet">"Nothing has been given back."</p> }.into_any();
    }
    view! { <ul>{refunds.into_iter().map(|refund| view! { <Refund refund /> }).collect_view()}</ul> }
        .into_any()
}

#[component]
pub(crate) fn Refund(refund: RefundView) -> impl IntoView {
    let (meaning, word) = match (refund.status, &refund.failure_code) {
        (RefundState::Approved, Some(_)) => (Meaning::Bad, "refused by the gateway".to_owned()),
        (RefundState::Completed, _) => (Meaning::Good, refund.status.words().to_lowercase()),
        (RefundState::Pending | RefundState::Approved, _) => {
            (Meaning::Waiting, refund.status.words().to_lowercase())
        }
        (RefundState::Rejected | RefundState::Cancelled, _) => {
            (Meaning::Calm, refund.status.words().to_lowercase())
        }
    };
    let said = [refund.reason, refund.failure_reason].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="row-line py-3 text-sm">
            <div class="flex flex-wrap justify-between gap-x-3 gap-y-1">
                <span class="font-medium">
                    <Amount paise=refund.amount />
                </span>
                <Badge meaning word />
            </div>
            <p class="text-xs quiet mt-1 wrap-anywhere">{said}</p>
            <p class="text-xs quiet wrap-anywhere">
                <ExactMoment at=refund.created_at />
                {refund.gateway_reference.map(|reference| format!(" · {reference}"))}
            </p>
        </li>
    }
    .into_any()
}
