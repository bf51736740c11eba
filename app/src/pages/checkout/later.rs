use super::server::{BuyLater, CheckoutScreen, LaterView};
use crate::ui::{
    act::Act,
    amount::Amount,
    ask_form::AskForm,
    button::{ButtonLink, Size, Submit, Tone},
    date::Day,
    facts::{Fact, Facts},
    form::PlainForm,
    notice::{Notice, Tone as Loudness},
    table::{Column, Head, ROW, Table},
};
use domain::{
    money::PositivePaise,
    plan::split::{Part, instalments},
};
use leptos::prelude::*;

/// What the plan would be, instalment by instalment, before anything is owed; computed by what books it.
#[component]
pub(super) fn Later(screen: CheckoutScreen, count: Option<u16>) -> impl IntoView {
    let other = format!("/pay/{}", screen.checkout.id);
    let no = |words: String| {
        view! {
            <Notice tone=Loudness::Calm>{words}</Notice>
            <ButtonLink href=other.clone() size=Size::Block tone=Tone::Quiet>"Pay another way"</ButtonLink>
        }
        .into_any()
    };
    let Some(later) = screen.later else {
        return no("You are signed in with an account that cannot buy on instalments.".to_owned());
    };
    if later.overdue.is_positive() {
        return no(format!(
            "{} is overdue. Pay it first; then you can buy on instalments again.",
            later.overdue.show()
        ));
    }
    if screen.checkout.amount > later.offer.available {
        return no(format!(
            "You can buy on instalments for {}, which is too little.",
            later.offer.available.show()
        ));
    }
    let (least, most) = (later.offer.least_installments, later.offer.most_installments);
    let count = count.unwrap_or(3).clamp(least, most);
    let amount = PositivePaise::try_from(screen.checkout.amount).ok();
    let parts =
        amount.and_then(|amount| instalments(amount, count, later.offer.days_between, false, later.today));
    match parts {
        Some(parts) => {
            view! { <Offer id=screen.checkout.id.to_string() parts count later other /> }.into_any()
        }
        None => no("This is too little for so many instalments.".to_owned()),
    }
}

#[component]
fn Offer(id: String, parts: Vec<Part>, count: u16, later: LaterView, other: String) -> impl IntoView {
    let buy = Act::new::<BuyLater>();
    let (least, most) = (later.offer.least_installments, later.offer.most_installments);
    let choice = move |number: u16| {
        view! { <option value=number.to_string() selected=number == count>{format!("{number} instalments")}</option> }
    };
    let row = |part: Part| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <Day date=part.due_on />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=part.amount />
                </td>
            </tr>
        }
    };
    view! {
        <AskForm action=format!("/pay/{id}") class="flex items-end gap-2 mb-4">
            <input type="hidden" name="way" value="plan" />
            <label class="flex-1 text-sm font-medium">
                "In how many?"
                <select class="select w-full mt-1.5" name="count">{(least..=most).map(choice).collect_view()}</select>
            </label>
            <button type="submit" class="btn bg-base-100 border-base-300">"Show"</button>
        </AskForm>
        <Table caption="What is due when">
            <Head columns=COLUMNS />
            <tbody>{parts.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Facts>
            <Fact what="Interest and fees">"None"</Fact>
            <Fact what="The shop is paid">"Today, all of it"</Fact>
        </Facts>
        <PlainForm action=buy fields=&[] class="mt-5 space-y-3">
            <input type="hidden" name="payment" value=id />
            <input type="hidden" name="count" value=count.to_string() />
            <Submit size=Size::Block busy="One moment…">{format!("Buy in {count} instalments")}</Submit>
        </PlainForm>
        <p class="text-center text-sm mt-4">
            <a class="link link-hover quiet" href=other>"Pay another way"</a>
        </p>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[("Due", Column::Words), ("Amount", Column::Figures)];
