use super::server::{ReadDiscrepancies, ResolveDiscrepancy};
use crate::ui::{
    act::Act,
    address::use_address,
    button::{ButtonLink, Size, Submit, Tone},
    date::ExactMoment,
    empty::Empty,
    field::LongField,
    form::ActForm,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
};
use domain::{page::Page, transfer::view::DiscrepancyView};
use leptos::prelude::*;

/// The bank says something else than what is recorded for good.
///
/// Not live: what is being typed into the note would be lost.
#[component]
pub(super) fn OpenDiscrepancies() -> impl IntoView {
    let address = use_address();
    let resolve = Act::new::<ResolveDiscrepancy>();
    let open = Reading::after([resolve], move || ReadDiscrepancies { cursor: address.choice("cursor") });
    let chosen = Signal::derive(move || address.choice("resolve"));
    view! {
        <div class="mt-4">
            <Panel title="The bank says something else">
                {open.show_part(move |page| view! { <Open page resolve chosen /> }.into_any())}
            </Panel>
        </div>
    }
    .into_any()
}

#[component]
fn Open(page: Page<DiscrepancyView>, resolve: Act, chosen: Signal<Option<String>>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Check
                title="The bank and our books agree"
                words="Where the bank contradicts what is recorded for good, it appears here for a person to look at."
            />
        }
        .into_any();
    }
    let one = move |discrepancy: DiscrepancyView| view! { <Discrepancy discrepancy resolve chosen /> };
    view! {
        <ul>{page.items.into_iter().map(one).collect_view()}</ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
fn Discrepancy(discrepancy: DiscrepancyView, resolve: Act, chosen: Signal<Option<String>>) -> impl IntoView {
    let address = use_address();
    let id = discrepancy.id.to_string();
    let form = move || {
        if chosen.with(|chosen| chosen.as_deref() == Some(id.as_str())) {
            view! { <Note discrepancy=id.clone() resolve /> }.into_any()
        } else {
            let page = address.choice("cursor").map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let href = format!("/admin/stuck?resolve={id}{page}");
            view! {
                <ButtonLink href tone=Tone::Quiet size=Size::Small>
                    "Resolve with a note"
                </ButtonLink>
            }
            .into_any()
        }
    };
    view! {
        <li class="row-line py-4 text-sm">
            <p class="font-medium wrap-anywhere">{discrepancy.what}</p>
            <p class="text-xs quiet mt-0.5 mb-3">
                <ExactMoment at=discrepancy.opened_at />
                {discrepancy
                    .transfer_id
                    .map(|transfer| {
                        view! {
                            " · "
                            <a class="link text-primary" href=format!("/admin/transfers/{transfer}")>
                                "the transfer"
                            </a>
                        }
                    })}
                {discrepancy
                    .payment_id
                    .map(|payment| {
                        view! {
                            " · "
                            <a class="link text-primary" href=format!("/admin/payments/{payment}")>
                                "the payment"
                            </a>
                        }
                    })}
            </p>
            {form}
        </li>
    }
    .into_any()
}

/// One at a time, so that what was refused stands at the form that it is about.
#[component]
fn Note(discrepancy: String, resolve: Act) -> impl IntoView {
    view! {
        <ActForm action=resolve fields=&["resolution"]>
            <input type="hidden" name="discrepancy" value=discrepancy />
            <LongField
                label="What came of it?"
                name="resolution"
                hint="Kept with your name. It changes no state and moves no money: a correction is an entry of its own."
            />
            <Submit busy="Saving…">"Mark as resolved"</Submit>
        </ActForm>
    }
    .into_any()
}
