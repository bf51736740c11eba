use super::wish::{Cost, Wish};
use crate::ui::facts::{Fact, Facts};
use domain::{loan::view::CalculationView, money::Paise};
use leptos::prelude::*;

/// Everything it costs, before anything is sent.
#[component]
pub(crate) fn CostPanel(wish: Wish, cost: Cost) -> impl IntoView {
    let amount = move |pick: fn(&CalculationView) -> Paise| {
        move || cost.with(|cost| cost.as_ref().ok().map_or_else(dash, |cost| pick(cost).show()))
    };
    let received = move || {
        let sound = cost.with(|cost| cost.is_ok());
        wish.principal().filter(|_| sound).map_or_else(dash, Paise::show)
    };
    let apr = move || cost.with(|cost| cost.as_ref().ok().map_or_else(dash, |cost| cost.apr.show()));
    let refusal = move || cost.with(|cost| cost.as_ref().err().map(|refusal| refusal.message.clone()));
    let interest = Signal::derive(move || {
        let rate = wish.rate.get();
        let rate = rate.trim();
        if rate.is_empty() {
            "Interest".to_owned()
        } else {
            format!("Interest at {rate} % a year, on what is left")
        }
    });
    view! {
        <section class="panel p-4 sm:p-5" aria-labelledby="cost-heading">
            <h2 id="cost-heading" class="label-quiet">"You pay each month"</h2>
            <p class="text-3xl sm:text-4xl font-semibold tracking-tight tnum mt-1" aria-live="polite">
                {amount(|cost| cost.emi_amount)}
            </p>
            <p class="text-sm text-error empty:hidden mt-1">{refusal}</p>
            <div class="mt-4">
                <Facts>
                    <Fact what="You receive in your wallet">{received}</Fact>
                    {move || view! { <Fact what=interest.get()>{amount(|cost| cost.total_interest)}</Fact> }}
                    <Fact what="Fees">{Paise::ZERO.show()}</Fact>
                    <Fact what="You pay in all" total=true>{amount(|cost| cost.total_amount)}</Fact>
                    <Fact what="Yearly cost, all included (APR)">{apr}</Fact>
                </Facts>
            </div>
        </section>
    }
    .into_any()
}

fn dash() -> String {
    "—".to_owned()
}
