use crate::ui::{
    act::Act,
    badge::{Badge, Meaning},
    button::{Size, Submit, Tone},
    date::ExactMoment,
    form::ActForm,
    icon::{Glyph, Icon},
    panel::Panel,
};
use domain::identity::view::SignInView;
use leptos::prelude::*;

/// Where the account is signed in.
#[component]
pub(super) fn Devices(sessions: Vec<SignInView>, revoke: Act, others: Act) -> impl IntoView {
    let alone = sessions.len() < 2;
    let device = move |session: SignInView| view! { <Device session revoke /> };
    view! {
        <Panel title="Where you are signed in">
            <ul>{sessions.into_iter().map(device).collect_view()}</ul>
            {if alone {
                view! { <p class="text-sm quiet mt-2">"Only here. There is nothing to sign out elsewhere."</p> }.into_any()
            } else {
                view! {
                    <ActForm action=others class="mt-4">
                        <Submit tone=Tone::Danger busy="Signing out…">"Sign out everywhere else"</Submit>
                    </ActForm>
                }
                    .into_any()
            }}
        </Panel>
    }
    .into_any()
}

#[component]
fn Device(session: SignInView, revoke: Act) -> impl IntoView {
    let name = device_name(&session);
    view! {
        <li class="flex flex-wrap items-center gap-3 py-3 row-line">
            <span class="quiet">
                <Icon glyph=Glyph::Device />
            </span>
            <div class="min-w-0 flex-1">
                <p class="text-sm font-medium" title=session.user_agent.clone()>
                    {name}
                    " "
                    {session.current.then(|| view! { <Badge meaning=Meaning::Good word="This device" /> })}
                </p>
                <p class="text-xs quiet">
                    "Last seen " <ExactMoment at=session.last_seen_at /> {format!(" · {}", session.address)}
                </p>
            </div>
            {(!session.current)
                .then(|| {
                    view! {
                        <ActForm action=revoke class="">
                            <input type="hidden" name="sign_in" value=session.id.to_string() />
                            <Submit tone=Tone::Quiet size=Size::Small busy="…">"Sign out"</Submit>
                        </ActForm>
                    }
                })}
        </li>
    }
    .into_any()
}

/// A browser says far more than a person wants to read.
fn device_name(session: &SignInView) -> String {
    let agent = session.user_agent.as_str();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, word)| *word)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if session.kind == "program" => "A program".to_owned(),
        (None, None) => "A browser".to_owned(),
    }
}
