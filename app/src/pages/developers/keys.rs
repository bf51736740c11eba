use crate::ui::{
    act::Act,
    badge::{Badge, Meaning},
    button::{Size, Submit, Tone, class_of},
    copy_text::CopyText,
    date::{ExactMoment, Moment},
    empty::Empty,
    field::{Field, Tick, TicksRefusal},
    form::ActForm,
    icon::{Glyph, Icon},
    notice::{Notice, Tone as NoticeTone},
    pager::Pager,
    panel::Panel,
};
use domain::{
    api_key::{Scope, view::ApiKeyView},
    page::Page,
};
use leptos::prelude::*;

/// The list, and above it the key that was just made: this once.
#[component]
pub(super) fn Keys(keys: Page<ApiKeyView>, new: Option<String>, revoke: Act) -> impl IntoView {
    let shown = new.map(|key| {
        view! {
            <Notice tone=NoticeTone::Good>
                <p class="font-medium">"This is your new key. It is shown this once: copy it now."</p>
                <CopyText text=key what="the key" />
            </Notice>
        }
    });
    let list = if keys.items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Key
                title="No key yet"
                words="A key lets your server act for you without a password. Make one below."
            />
        }
        .into_any()
    } else {
        let row = move |key: ApiKeyView| view! { <Key key revoke /> };
        view! {
            <ul>{keys.items.into_iter().map(row).collect_view()}</ul>
            <Pager older=keys.older newer=keys.newer />
        }
        .into_any()
    };
    view! {
        {shown}
        <Panel title="API keys">{list}</Panel>
    }
    .into_any()
}

#[component]
fn Key(key: ApiKeyView, revoke: Act) -> impl IntoView {
    let in_use = key.revoked_at.is_none();
    let scopes = key.scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(", ");
    let used = match key.last_used_at {
        Some(at) => view! {
            "last used "
            <ExactMoment at />
        }
        .into_any(),
        None => "never used".into_any(),
    };
    let id = key.id.to_string();
    view! {
        <li class="flex flex-wrap items-start gap-3 py-3 row-line">
            <span class="quiet mt-0.5">
                <Icon glyph=Glyph::Key />
            </span>
            <div class="min-w-0 flex-1 basis-40">
                <p class="text-sm font-medium wrap-anywhere">
                    {key.name.clone()} " " {(!in_use).then(|| view! { <Badge meaning=Meaning::Bad word="revoked" /> })}
                </p>
                <p class="text-xs quiet">
                    <code class="tnum">{key.prefix}"…"</code>
                    {format!(" · {scopes}")}
                </p>
                <p class="text-xs quiet">"Made " <Moment at=key.created_at /> ", " {used}</p>
            </div>
            {in_use
                .then(|| {
                    view! {
                        <details class="w-full sm:w-auto">
                            <summary class=class_of(Tone::Quiet, Size::Small)>"Revoke"</summary>
                            <div class="mt-2 sm:max-w-64">
                                <p class="text-sm quiet mb-2">
                                    "Whatever uses this key is refused from then on. It cannot be undone."
                                </p>
                                <ActForm action=revoke class="">
                                    <input type="hidden" name="key" value=id />
                                    <Submit tone=Tone::Danger size=Size::Small busy="Revoking…">
                                        {format!("Revoke {}", key.name)}
                                    </Submit>
                                </ActForm>
                            </div>
                        </details>
                    }
                })}
        </li>
    }
    .into_any()
}

#[component]
pub(super) fn MakeKey(create: Act) -> impl IntoView {
    let form = move || {
        // Made anew once a key was made, so that pressing again does not make the same one twice.
        let _again = create.done();
        let box_of = |scope: Scope| view! { <Tick label=scope.words() name=scope.as_str() ticked=scope != Scope::Payouts /> };
        view! {
            <ActForm action=create fields=&["name", "scopes"]>
                <Field label="What is it for?" name="name" hint="Only you see this, for example: shop, till 2." most=80 />
                <fieldset>
                    <legend class="font-medium text-sm">"What may it be used for?"</legend>
                    <div class="mt-1.5 space-y-1">{Scope::ALL.map(box_of).collect_view()}</div>
                    <TicksRefusal name="scopes" />
                </fieldset>
                <Submit busy="Making…">"Make a key"</Submit>
            </ActForm>
        }
    };
    view! { <Panel title="Make a key">{form}</Panel> }.into_any()
}
