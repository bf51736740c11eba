use crate::{
    pages::loans::{StateBadge, per_cent},
    ui::{
        amount::{Amount, BigAmount},
        chart::{Donut, Line, Spot},
        date::Day,
        facts::Figure,
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    calendar,
    loan::{
        state::LoanState,
        view::{BorrowerHomeView, LoanCardView, LoanView, PlansCardView},
    },
    money::Paise,
};
use leptos::prelude::*;

#[component]
pub(super) fn WalletCard(home: BorrowerHomeView) -> impl IntoView {
    let held = home.wallet.held;
    let spots = spots(&home.balance_by_day, home.today);
    let label = format!(
        "Balance over {} days, from {} to {}",
        spots.len(),
        home.balance_by_day.first().copied().unwrap_or_default().show(),
        home.balance_by_day.last().copied().unwrap_or_default().show()
    );
    view! {
        <section class="panel p-4 sm:p-5 min-w-0">
            <h2 class="label-quiet">"Wallet balance"</h2>
            <BigAmount paise=home.wallet.balance />
            {held
                .is_positive()
                .then(|| {
                    view! {
                        <p class="text-sm quiet mt-1">
                            <Amount paise=held />
                            " is on its way out"
                        </p>
                    }
                })}
            {(spots.len() > 1).then(|| view! { <Line spots label /> })}
        </section>
    }
    .into_any()
}

fn spots(balances: &[Paise], today: NaiveDate) -> Vec<Spot> {
    let count = balances.len();
    let back = |index: usize| u64::try_from(count.saturating_sub(index).saturating_sub(1)).unwrap_or(0);
    let spot = |(index, balance): (usize, &Paise)| {
        let day = today.checked_sub_days(Days::new(back(index))).unwrap_or(today);
        Spot { value: balance.get(), words: format!("{} · {}", calendar::show_date(day), balance.show()) }
    };
    balances.iter().enumerate().map(spot).collect()
}

#[component]
pub(super) fn LoanCard(card: LoanCardView) -> impl IntoView {
    let loan = card.loan.clone();
    let href = format!("/loans/{}", loan.id);
    let running = loan.status == LoanState::Active;
    let repaid = per_cent(card.paid, card.total_amount);
    let figure = if running { loan.outstanding_amount } else { loan.principal_amount };
    view! {
        <section class="panel p-4 sm:p-5 min-w-0">
            <div class="flex justify-between gap-4">
                <div class="min-w-0">
                    <h2 class="label-quiet">
                        <a class="hover:underline" href=href>{loan.purpose.words()} " loan"</a>
                    </h2>
                    <BigAmount paise=figure />
                    <p class="text-sm quiet mt-1">
                        {if running {
                            view! {
                                "left to pay of "
                                <Amount paise=card.total_amount />
                            }
                                .into_any()
                        } else {
                            view! { "asked for" }.into_any()
                        }}
                    </p>
                </div>
                {running.then(|| view! { <Donut per_cent=repaid label=format!("{repaid} per cent repaid") /> })}
            </div>
            <dl class="grid grid-cols-2 gap-3 mt-4 text-sm">
                {card
                    .payoff_amount
                    .map(|payoff| {
                        view! {
                            <Figure what="Close it today for">
                                <Amount paise=payoff />
                            </Figure>
                        }
                    })}
                {card
                    .ends_on
                    .map(|ends| {
                        view! {
                            <Figure what="Ends">
                                <Day date=ends />
                            </Figure>
                        }
                    })}
            </dl>
            <div class="mt-4 flex flex-wrap items-center justify-between gap-2">
                <StateBadge loan=loan.clone() />
                {running.then(|| next_payment(&loan))}
            </div>
        </section>
    }
    .into_any()
}

/// All plans together.
#[component]
pub(super) fn PlansCard(plans: PlansCardView) -> impl IntoView {
    let many = if plans.open == 1 { "one plan".to_owned() } else { format!("{} plans", plans.open) };
    let next = plans.next_due_amount.zip(plans.next_due_date);
    view! {
        <section class="panel p-4 sm:p-5 min-w-0">
            <h2 class="label-quiet">
                <a class="hover:underline" href="/bnpl">"Pay later"</a>
            </h2>
            <BigAmount paise=plans.outstanding />
            <p class="text-sm quiet mt-1">{format!("left to pay on {many}")}</p>
            {next
                .map(|(amount, due)| {
                    view! {
                        <p class="text-sm mt-4">
                            <Amount paise=amount />
                            " is due on "
                            <Day date=due />
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}

fn next_payment(loan: &LoanView) -> Option<impl IntoView + use<>> {
    let (amount, due) = loan.next_due_amount.zip(loan.next_due_date)?;
    let href = format!("/loans/{}/pay?what=due", loan.id);
    Some(view! {
        <a class="link link-hover text-sm text-primary" href=href>
            "Pay "
            <Amount paise=amount />
            ", due "
            <Day date=due />
        </a>
    })
}
