use crate::ui::{
    button::ButtonLink,
    icon::{Glyph, Icon},
};
use domain::{
    calendar,
    loan::{
        state::LoanState,
        view::{BorrowerHomeView, LoanCardView},
    },
    money::Paise,
};
use leptos::prelude::*;

/// Due sooner than this stands on top of the page.
const SOON_DAYS: i64 = 14;

/// What needs doing: overdue first, then what is due soon, then what is waited for.
#[component]
pub(super) fn Attention(home: BorrowerHomeView) -> impl IntoView {
    let (today, balance) = (home.today, home.wallet.balance);
    let due_in = |card: &LoanCardView| card.loan.next_due_date.map(|due| calendar::days_between(today, due));
    let urgent = |overdue: bool| {
        let due = home.loans.iter().filter(move |card| {
            let soon = due_in(card).is_some_and(|days| days <= SOON_DAYS);
            card.loan.status == LoanState::Active && soon && card.overdue.is_positive() == overdue
        });
        due.cloned().map(|card| view! { <Due card balance /> }).collect_view()
    };
    let on_plans = home
        .plans
        .overdue
        .is_positive()
        .then(|| view! { <PlansOverdue overdue=home.plans.overdue balance /> });
    let waiting = home.loans.iter().filter(|card| card.loan.status == LoanState::Applied).cloned();
    view! {
        {on_plans}
        {urgent(true)}
        {urgent(false)}
        {waiting.map(|card| view! { <Waiting card /> }).collect_view()}
    }
    .into_any()
}

#[component]
fn Due(card: LoanCardView, balance: Paise) -> impl IntoView {
    let loan = card.loan;
    let overdue = card.overdue.is_positive();
    let amount = if overdue { card.overdue } else { loan.next_due_amount.unwrap_or_default() };
    let day = loan.next_due_date.map(calendar::show_day_month).unwrap_or_default();
    let title = if overdue {
        format!("{} is overdue since {day}", amount.show())
    } else {
        format!("{} is due on {day}", amount.show())
    };
    let covered = if balance >= amount { "your wallet covers it" } else { "your wallet does not cover it" };
    let number = card.next_number.map(|number| format!("Instalment {number} of {} · ", loan.tenure_months));
    let words = format!("{}{} loan · {covered}", number.unwrap_or_default(), loan.purpose.words());
    let (edge, ink) =
        if overdue { ("border-l-error", "text-error") } else { ("border-l-accent", "text-accent") };
    let label = title.clone();
    view! {
        <section
            class=format!("panel p-4 sm:p-5 mb-4 flex flex-wrap items-center gap-4 border-l-4 {edge}")
            aria-label=label
        >
            <span class=ink>
                <Icon glyph=Glyph::Alert />
            </span>
            <div class="flex-1 min-w-48">
                <p class="font-medium tnum">{title}</p>
                <p class="text-sm quiet">{words}</p>
            </div>
            <ButtonLink href=format!("/loans/{}/pay?what=due", loan.id)>"Pay " {amount.show()}</ButtonLink>
        </section>
    }
    .into_any()
}

/// What is overdue of plans is paid together, with what is overdue of loans.
#[component]
fn PlansOverdue(overdue: Paise, balance: Paise) -> impl IntoView {
    let title = format!("{} of what you bought on instalments is overdue", overdue.show());
    let covered = if balance >= overdue { "your wallet covers it" } else { "your wallet does not cover it" };
    view! {
        <section
            class="panel p-4 sm:p-5 mb-4 flex flex-wrap items-center gap-4 border-l-4 border-l-error"
            aria-label="Instalments are overdue"
        >
            <span class="text-error">
                <Icon glyph=Glyph::Alert />
            </span>
            <div class="flex-1 min-w-48">
                <p class="font-medium tnum">{title}</p>
                <p class="text-sm quiet">{format!("No new loan and no new plan until it is paid · {covered}")}</p>
            </div>
            <ButtonLink href="/overdue">"Pay what is overdue"</ButtonLink>
        </section>
    }
    .into_any()
}

#[component]
fn Waiting(card: LoanCardView) -> impl IntoView {
    let loan = card.loan;
    view! {
        <section
            class="panel p-4 sm:p-5 mb-4 flex flex-wrap items-center gap-4 border-l-4 border-l-info"
            aria-label="An application is waiting"
        >
            <span class="text-info">
                <Icon glyph=Glyph::Clock />
            </span>
            <div class="flex-1 min-w-48">
                <p class="font-medium tnum">{format!("Your application for {} is with us", loan.principal_amount.show())}</p>
                <p class="text-sm quiet">"Once it is approved, the money is in your wallet the same moment."</p>
            </div>
            <a class="link text-primary text-sm" href=format!("/loans/{}", loan.id)>"See it"</a>
        </section>
    }
    .into_any()
}
