use super::server::{ApplyForLoan, ReadApplyGround};
use crate::{
    flash,
    pages::calculator::{AmountInput, Cost, CostPanel, MonthByMonth, MonthsInput, Wish, server::Ground},
    ui::{
        act::Act,
        button::{Size, Submit},
        field::FieldRefusal,
        form::{ActForm, use_form},
        heading::Heading,
        load::Reading,
        panel::Panel,
    },
};
use domain::{calendar, loan::view::Purpose, money::Paise};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

#[component]
pub(crate) fn ApplyPage() -> impl IntoView {
    let ground = Reading::new(|| ReadApplyGround {});
    view! {
        <Heading
            title="Apply for a loan"
            below="Everything it will cost, before you send anything. Applying costs nothing; an approved loan is paid into your wallet at once."
        />
        {ground.show_part(|ground| view! { <Application ground /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Application(ground: Ground) -> impl IntoView {
    let apply = Act::new::<ApplyForLoan>();
    let wish = first_wish(&ground);
    let cost = wish.cost(ground);
    view! {
        <div class="grid gap-4 lg:grid-cols-[1fr_1.1fr] items-start">
            <Panel>
                <ActForm
                    action=apply
                    fields=&["principal_amount", "tenure_months", "purpose", "agreed"]
                    class="space-y-6"
                >
                    <AmountInput wish cost limits=ground.limits name="principal_amount" />
                    <MonthsInput wish cost limits=ground.limits name="tenure_months" />
                    <ShowButton />
                    <Purposes />
                    <Agreement cost />
                    <Submit size=Size::Block busy="Sending your application…">
                        {move || apply_words(wish.principal())}
                    </Submit>
                </ActForm>
            </Panel>
            <div class="space-y-4 min-w-0" id="cost">
                <CostPanel wish cost />
                <MonthByMonth cost />
            </div>
        </div>
    }
    .into_any()
}

/// What was typed and refused, else what the address brings, else a middling loan; always at the product's rate.
fn first_wish(ground: &Ground) -> Wish {
    let mut query = use_query_map().get_untracked();
    query.remove("rate");
    for (field, name) in [("principal_amount", "amount"), ("tenure_months", "months")] {
        let sent_before = query.get(field);
        if let Some(value) = flash::typed(ApplyForLoan::PATH, field).or(sent_before) {
            query.replace(name, value);
        }
    }
    Wish::of_query(&query, &ground.limits)
}

/// For when no script computes while one types: asks the server for the figures and sends no application. With
/// a script the figures are there already, below on a phone, and this leads to them.
#[component]
fn ShowButton() -> impl IntoView {
    let to_the_figures = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        if let Some(figures) = document().get_element_by_id("cost") {
            figures.scroll_into_view();
        }
    };
    view! {
        <button
            type="submit"
            formmethod="get"
            formaction="/loans/apply"
            class="btn btn-sm bg-base-100 border-base-300"
            on:click=to_the_figures
        >
            "Show what it costs"
        </button>
    }
    .into_any()
}

#[component]
fn Purposes() -> impl IntoView {
    let form = use_form();
    let typed = form.and_then(|form| form.typed("purpose"));
    let asked = use_query_map().with_untracked(|query| query.get("purpose"));
    let chosen = typed.or(asked).unwrap_or_else(|| Purpose::HomeRepair.as_str().to_owned());
    let choice = |purpose: Purpose| {
        view! {
            <label class="btn btn-sm font-normal bg-base-100 border-base-300 has-checked:bg-primary has-checked:text-primary-content has-checked:border-primary has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
                <input
                    type="radio"
                    name="purpose"
                    value=purpose.as_str()
                    checked=purpose.as_str() == chosen
                    class="sr-only"
                />
                {purpose.words()}
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="font-medium text-sm">"What is it for?"</legend>
            <div class="flex flex-wrap gap-2 mt-2">{Purpose::ALL.map(choice)}</div>
        </fieldset>
    }
    .into_any()
}

/// A yes to these figures, and to no others: the instalment that was shown is sent along.
#[component]
fn Agreement(cost: Cost) -> impl IntoView {
    let refusal = use_form().map_or_else(|| Signal::stored(None), |form| form.refusal_of("agreed"));
    let emi =
        move || cost.with(|cost| cost.as_ref().map(|cost| cost.emi_amount.rupees()).unwrap_or_default());
    let words = move || {
        cost.with(|cost| match cost {
            Ok(cost) => {
                let day =
                    cost.schedule.first().map(|row| calendar::show_date(row.due_date)).unwrap_or_default();
                let each = if cost.tenure_months == 1 { "on" } else { "each month, the first on" };
                format!(
                    "I have read what it costs and agree to pay {} {each} {day} if it is approved today.",
                    cost.emi_amount.show()
                )
            }
            Err(_) => "I have read what it costs and agree to pay it.".to_owned(),
        })
    };
    view! {
        <div>
            <input type="hidden" name="seen_emi" value=emi />
            <label class="flex gap-3 text-sm items-start">
                <input
                    type="checkbox"
                    name="agreed"
                    value="on"
                    class="checkbox checkbox-primary checkbox-sm mt-0.5 shrink-0"
                    aria-describedby="apply-agreed-refusal"
                />
                <span class="tnum">{words}</span>
            </label>
            <FieldRefusal id="apply-agreed-refusal".to_owned() refusal />
        </div>
    }
    .into_any()
}

fn apply_words(amount: Option<Paise>) -> String {
    match amount {
        Some(amount) => format!("Apply for {}", amount.show()),
        None => "Apply".to_owned(),
    }
}
