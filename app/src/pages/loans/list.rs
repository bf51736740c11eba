use super::server::ReadMyLoans;
use crate::ui::{
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    button::ButtonLink,
    date::Day,
    empty::Empty,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
};
use domain::{
    loan::{state::LoanState, view::LoanView},
    page::Page,
};
use leptos::prelude::*;

#[component]
pub(crate) fn LoansPage() -> impl IntoView {
    let address = use_address();
    let loans = Reading::new(move || ReadMyLoans { cursor: address.choice("cursor") });
    view! {
        <Heading title="Loans">
            <ButtonLink href="/loans/apply">"Apply for a loan"</ButtonLink>
        </Heading>
        {loans.show_part(|page| view! { <LoanList page /> }.into_any())}
    }
    .into_any()
}

#[component]
fn LoanList(page: Page<LoanView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty
                    glyph=Glyph::Bars
                    title="No loans yet"
                    words="Nothing is owed. When you need money, the calculator shows what it would cost before you ask."
                >
                    <ButtonLink href="/loans/apply">"Apply for a loan"</ButtonLink>
                </Empty>
            </div>
        }
        .into_any();
    }
    view! {
        <ul class="panel overflow-hidden">
            {page.items.into_iter().map(|loan| view! { <LoanRow loan /> }).collect_view()}
        </ul>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

#[component]
fn LoanRow(loan: LoanView) -> impl IntoView {
    let next = loan.next_due_amount.zip(loan.next_due_date);
    view! {
        <li class="row-line">
            <a href=format!("/loans/{}", loan.id) class="flex justify-between gap-4 px-4 sm:px-5 py-4 hover:bg-base-200">
                <span class="min-w-0">
                    <span class="block font-medium">{loan.purpose.words()} " loan"</span>
                    <span class="block text-sm quiet">
                        <Amount paise=loan.principal_amount />
                        {format!(" · {}", rate_words(&loan))}
                    </span>
                    <span class="block mt-1.5">
                        <StateBadge loan=loan.clone() />
                    </span>
                </span>
                <span class="text-right shrink-0">
                    {(loan.status == LoanState::Active)
                        .then(|| {
                            view! {
                                <span class="block font-medium">
                                    <Amount paise=loan.outstanding_amount />
                                </span>
                                <span class="block text-xs quiet">"left to pay"</span>
                            }
                        })}
                    {next
                        .map(|(amount, due)| {
                            view! {
                                <span class="block text-xs quiet mt-1.5">
                                    <Amount paise=amount />
                                    " on "
                                    <Day date=due />
                                </span>
                            }
                        })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// `12 months at 12.00 % a year`
pub(crate) fn rate_words(loan: &LoanView) -> String {
    let months = if loan.tenure_months == 1 { "month" } else { "months" };
    format!("{} {months} at {} a year", loan.tenure_months, loan.interest_rate.show())
}

/// Where a loan stands, as a word with its meaning.
pub(crate) fn loan_badge(loan: &LoanView) -> (Meaning, String) {
    match loan.status {
        LoanState::Applied if !loan.approvals.is_empty() => {
            (Meaning::Waiting, "one of two approvals".to_owned())
        }
        LoanState::Applied => (Meaning::Waiting, "waiting for approval".to_owned()),
        LoanState::Approved => (Meaning::Waiting, "approved".to_owned()),
        LoanState::Active if loan.days_past_due == 1 => (Meaning::Bad, "1 day overdue".to_owned()),
        LoanState::Active if loan.days_past_due > 1 => {
            (Meaning::Bad, format!("{} days overdue", loan.days_past_due))
        }
        LoanState::Active => (Meaning::Good, "running, on time".to_owned()),
        LoanState::Rejected => (Meaning::Bad, "not approved".to_owned()),
        LoanState::Closed => (Meaning::Calm, "paid off".to_owned()),
    }
}

#[component]
pub(crate) fn StateBadge(loan: LoanView) -> impl IntoView {
    let (meaning, word) = loan_badge(&loan);
    view! { <Badge meaning word /> }.into_any()
}
