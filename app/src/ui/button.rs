use leptos::prelude::*;

/// How loud a button is. One primary button to a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Primary,
    Quiet,
    Danger,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    Small,
    #[default]
    Middle,
    /// The width of the form; for the one act that a page is for.
    Block,
}

pub(crate) fn class_of(tone: Tone, size: Size) -> String {
    // Whole literals, so that Tailwind sees them.
    let tone = match tone {
        Tone::Primary => "btn btn-primary",
        Tone::Quiet => "btn bg-base-100 border-base-300 hover:bg-base-200",
        Tone::Danger => "btn bg-base-100 border-error/40 text-error hover:bg-error/10",
    };
    let size = match size {
        Size::Small => "btn-sm",
        Size::Middle => "",
        Size::Block => "btn-block btn-lg text-base sm:text-lg h-auto min-h-12 py-2",
    };
    format!("{tone} {size}")
}

/// The one button. While its form is on the way it is disabled and says so.
#[component]
pub(crate) fn Submit(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] size: Size,
    /// What it says while the answer is on its way.
    #[prop(default = "One moment…")]
    busy: &'static str,
    /// Off for a reason that is shown elsewhere.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let pending = super::form::use_pending();
    view! {
        <button
            type="submit"
            class=class_of(tone, size)
            disabled=move || pending.get() || disabled.get()
            aria-busy=move || pending.get().to_string()
        >
            <span class=("hidden", move || pending.get())>{children()}</span>
            <span class=("hidden", move || !pending.get()) aria-live="polite">
                {move || pending.get().then_some(busy)}
            </span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[component]
pub(crate) fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] size: Size,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=class_of(tone, size)>
            {children()}
        </a>
    }
    .into_any()
}
