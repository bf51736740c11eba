use super::wish::{Cost, Wish, without_paise};
use crate::ui::money_field::{NumberField, Slider};
use domain::{loan::terms::Limits, money::Paise};
use leptos::prelude::*;

/// The slider's least amount and step, in rupees. The field takes any amount.
const LEAST_RUPEES: i64 = 5_000;
const STEP_RUPEES: i64 = 1_000;

#[component]
pub(crate) fn AmountInput(
    wish: Wish,
    cost: Cost,
    limits: Limits,
    #[prop(default = "amount")] name: &'static str,
) -> impl IntoView {
    let most = limits.max_principal;
    let rupees = |rupees: i64| Paise::new(rupees.saturating_mul(100));
    view! {
        <div>
            <NumberField
                label="How much do you need?"
                name
                text=wish.amount
                live_refusal=about(cost, "principal_amount")
            />
            <Slider
                label="Amount"
                least=LEAST_RUPEES
                most=most.get() / 100
                step=STEP_RUPEES
                at=Signal::derive(move || wish.rupees())
                on_move=Callback::new(move |to| wish.amount.set(without_paise(rupees(to))))
                least_words=rupees(LEAST_RUPEES).show().trim_end_matches(".00").to_owned()
                most_words=most.show().trim_end_matches(".00").to_owned()
            />
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn MonthsInput(
    wish: Wish,
    cost: Cost,
    limits: Limits,
    #[prop(default = "months")] name: &'static str,
) -> impl IntoView {
    let months = wish.months;
    view! {
        <div>
            <NumberField
                label="Over how many months?"
                name
                text=months
                before=""
                after="months"
                inputmode="numeric"
                live_refusal=about(cost, "tenure_months")
            />
            <Slider
                label="Months"
                least=limits.min_tenure.into()
                most=limits.max_tenure.into()
                step=1
                at=Signal::derive(move || months.with(|text| text.trim().parse().ok()))
                on_move=Callback::new(move |to: i64| months.set(to.to_string()))
                least_words=limits.min_tenure.to_string()
                most_words=limits.max_tenure.to_string()
            />
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn RateInput(wish: Wish, cost: Cost) -> impl IntoView {
    view! {
        <NumberField
            label="At what interest a year?"
            name="rate"
            text=wish.rate
            before=""
            after="% a year"
            live_refusal=about(cost, "interest_rate")
        />
    }
    .into_any()
}

fn about(cost: Cost, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || cost.with(|cost| cost.as_ref().err()?.about(field).map(str::to_owned)))
}
