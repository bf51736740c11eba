use super::{
    EndpointBadge,
    choices::Events,
    deliveries::Deliveries,
    events_words,
    server::{
        ChangeEndpoint, DeleteEndpoint, EndpointScreen, PauseEndpoint, ReadEndpoint, ResendDelivery,
        ResendSince, RotateSecret,
    },
};
use crate::ui::{
    act::Act,
    address::use_address,
    button::{Size, Submit, Tone, class_of},
    copy_text::CopyText,
    date::ExactMoment,
    facts::{Fact, Facts},
    field::Field,
    filter::Chips,
    form::ActForm,
    heading::Heading,
    load::Reading,
    notice::{Notice, Tone as NoticeTone},
    panel::Panel,
};
use domain::webhook_out::view::{EndpointStatus, EndpointView};
use leptos::prelude::*;

/// What can be done about it.
#[derive(Clone, Copy)]
struct Acts {
    change: Act,
    pause: Act,
    rotate: Act,
    delete: Act,
    resend: Act,
    resend_since: Act,
}

const STATES: [(&str, &str); 4] =
    [("", "All"), ("pending", "Waiting"), ("delivered", "Delivered"), ("dead", "Given up")];

#[component]
pub(crate) fn EndpointPage() -> impl IntoView {
    let address = use_address();
    let acts = Acts {
        change: Act::new::<ChangeEndpoint>(),
        pause: Act::new::<PauseEndpoint>(),
        rotate: Act::new::<RotateSecret>(),
        delete: Act::new::<DeleteEndpoint>(),
        resend: Act::new::<ResendDelivery>(),
        resend_since: Act::new::<ResendSince>(),
    };
    let changing = [acts.change, acts.pause, acts.rotate, acts.resend, acts.resend_since];
    let screen = Reading::after(changing, move || ReadEndpoint {
        endpoint: address.part("endpoint"),
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    // It comes once; what else happens on this page must not take it away again.
    let kept = StoredValue::new(None::<String>);
    screen.show(move |screen: EndpointScreen| {
        let secret = screen.new_secret.clone().or_else(|| kept.get_value());
        kept.set_value(secret.clone());
        view! { <Endpoint screen secret acts /> }.into_any()
    })
}

#[component]
fn Endpoint(screen: EndpointScreen, secret: Option<String>, acts: Acts) -> impl IntoView {
    let endpoint = screen.endpoint.clone();
    let (badge, paused, about, since) =
        (endpoint.clone(), endpoint.clone(), endpoint.clone(), endpoint.clone());
    let shown = secret.map(|secret| {
        view! {
            <Notice tone=NoticeTone::Good>
                <p class="font-medium">
                    "This is the endpoint's secret. It is shown this once: copy it now. Your server verifies with it that what it hears is from us."
                </p>
                <CopyText text=secret what="the secret" />
            </Notice>
        }
    });
    view! {
        <Heading title="Endpoint" above="Webhooks" below=endpoint.url.clone()>
            <EndpointBadge endpoint=badge />
        </Heading>
        {shown}
        <Paused endpoint=paused />
        <div class="grid gap-4 lg:grid-cols-3 items-start">
            <div class="lg:col-span-2 min-w-0">
                <Panel title="Deliveries">
                    <Chips label="State" name="status" choices=STATES.to_vec() />
                    <Deliveries screen resend=acts.resend />
                </Panel>
            </div>
            <div class="space-y-4 min-w-0">
                <About endpoint=about acts />
                <Since endpoint=since acts />
                <Change endpoint=endpoint acts />
            </div>
        </div>
    }
    .into_any()
}

/// Why nothing is sent, or since when nothing is taken.
#[component]
fn Paused(endpoint: EndpointView) -> impl IntoView {
    match (endpoint.paused_at, endpoint.paused_reason, endpoint.failing_since) {
        (Some(at), Some(reason), _) => view! {
            <Notice tone=NoticeTone::Bad>
                <p class="font-medium">{format!("This endpoint is paused. {}", reason.words())}</p>
                <p>
                    "Since " <ExactMoment at />
                    ". What happens meanwhile is kept, not sent: resume it, then send again what it missed."
                </p>
            </Notice>
        }
        .into_any(),
        (_, _, Some(at)) => view! {
            <Notice tone=NoticeTone::Calm>
                "Every try has failed since " <ExactMoment at />
                ". It is paused by itself when that goes on for days."
            </Notice>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn About(endpoint: EndpointView, acts: Acts) -> impl IntoView {
    let [id, rotated, deleted] = [(); 3].map(|()| endpoint.id.to_string());
    let paused = endpoint.status == EndpointStatus::Paused;
    let (to, word) = if paused { ("false", "Resume") } else { ("true", "Pause") };
    view! {
        <Panel title="This endpoint">
            <Facts>
                <Fact what="Hears">{events_words(&endpoint.events)}</Fact>
                <Fact what="Added">
                    <ExactMoment at=endpoint.created_at />
                </Fact>
                {endpoint
                    .previous_secret_until
                    .map(|at| {
                        view! {
                            <Fact what="Old secret signs until">
                                <ExactMoment at />
                            </Fact>
                        }
                    })}
            </Facts>
            <div class="flex flex-wrap gap-2 mt-3">
                <ActForm action=acts.pause class="">
                    <input type="hidden" name="endpoint" value=id />
                    <input type="hidden" name="paused" value=to />
                    <Submit tone=Tone::Quiet size=Size::Small>{word}</Submit>
                </ActForm>
                <Sure
                    word="Rotate the secret"
                    words="A new secret is made and shown once. For 24 hours everything is signed with both, so that your server may change in peace."
                    sure="Make a new secret"
                    tone=Tone::Quiet
                    action=acts.rotate
                    endpoint=rotated
                />
                <Sure
                    word="Delete"
                    words="Nothing is sent to it any more, also not what is waiting. It cannot be undone."
                    sure="Delete this endpoint"
                    tone=Tone::Danger
                    action=acts.delete
                    endpoint=deleted
                />
            </div>
        </Panel>
    }
    .into_any()
}

/// Asked once more before it is done.
#[component]
fn Sure(
    word: &'static str,
    words: &'static str,
    sure: &'static str,
    tone: Tone,
    action: Act,
    endpoint: String,
) -> impl IntoView {
    view! {
        <details>
            <summary class=class_of(Tone::Quiet, Size::Small)>{word}</summary>
            <div class="mt-2">
                <p class="text-sm quiet mb-2">{words}</p>
                <ActForm action class="">
                    <input type="hidden" name="endpoint" value=endpoint />
                    <Submit tone size=Size::Small>{sure}</Submit>
                </ActForm>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Since(endpoint: EndpointView, acts: Acts) -> impl IntoView {
    if endpoint.status == EndpointStatus::Paused {
        return ().into_any();
    }
    view! {
        <Panel title="Send again what it missed">
            <ActForm action=acts.resend_since fields=&["since"]>
                <input type="hidden" name="endpoint" value=endpoint.id.to_string() />
                <Field
                    label="Since the beginning of"
                    name="since"
                    kind="date"
                    hint="Everything that it wants from that day on, under the same ids. Events are kept for thirty days."
                />
                <Submit tone=Tone::Quiet busy="Sending…">"Send again"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn Change(endpoint: EndpointView, acts: Acts) -> impl IntoView {
    view! {
        <Panel title="Change it">
            <ActForm action=acts.change fields=&["url", "events"]>
                <input type="hidden" name="endpoint" value=endpoint.id.to_string() />
                <Field label="Address of your server" name="url" kind="url" value=endpoint.url most=2048 />
                <Events wanted=endpoint.events />
                <Submit tone=Tone::Quiet busy="Saving…">"Save"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}
