use super::decision::Decision;
use crate::{
    pages::loans::{StateBadge, rate_words},
    ui::{
        amount::Amount,
        badge::{Badge, Meaning},
        facts::{Fact, Facts},
        icon::{Glyph, Icon},
    },
};
use domain::{
    calendar,
    loan::{eligibility::RuleAnswer, state::LoanState, view::ApplicantView},
};
use leptos::prelude::*;

/// What the admin needs to decide: what they hold, owe and paid late, and each rule with its answer.
#[component]
pub(super) fn Applicant(applicant: ApplicantView) -> impl IntoView {
    let open = applicant.loan.status == LoanState::Applied;
    view! {
        <section class="panel wrap-anywhere" aria-label="The applicant">
            <Asked applicant=applicant.clone() />
            <div class="grid sm:grid-cols-2 gap-6 p-4 sm:p-5">
                <div class="min-w-0">
                    <h3 class="label-quiet mb-2">"Each rule, with its answer"</h3>
                    <ul class="space-y-1.5">{applicant.rules.iter().map(rule).collect_view()}</ul>
                    <OtherLoans applicant=applicant.clone() />
                </div>
                <Holds applicant=applicant.clone() />
            </div>
            {if open {
                view! { <Decision applicant /> }.into_any()
            } else {
                view! {
                    <p class="p-4 sm:p-5 border-t border-base-300 text-sm">
                        "Decided. " <a class="link text-primary" href=format!("/admin/loans/{}", applicant.loan.id)>
                            "See the loan"
                        </a>
                    </p>
                }
                    .into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Asked(applicant: ApplicantView) -> impl IntoView {
    let loan = applicant.loan;
    let (meaning, standing) = match (applicant.is_active, applicant.overdue.is_positive()) {
        (false, _) => (Meaning::Bad, "account switched off"),
        (true, true) => (Meaning::Bad, "has overdue debt"),
        (true, false) => (Meaning::Good, "in good standing"),
    };
    let since = calendar::show_month(calendar::business_date(applicant.person.created_at));
    view! {
        <div class="p-4 sm:p-5 border-b border-base-300 grid gap-4 sm:grid-cols-[1fr_auto]">
            <div class="min-w-0">
                <h2 class="text-lg font-semibold break-words">
                    <a class="hover:underline" href=format!("/admin/people/{}", applicant.person.id)>{applicant.person.name}</a>
                    " "
                    <Badge meaning word=standing />
                </h2>
                <p class="text-sm quiet break-words">{applicant.person.email} {format!(" · customer since {since}")}</p>
            </div>
            <div class="sm:text-right">
                <p class="text-2xl font-semibold tnum tracking-tight">{loan.principal_amount.show()}</p>
                <p class="text-sm quiet tnum">
                    {format!("{} × {} at {}", loan.tenure_months, loan.emi_amount.show(), loan.interest_rate.show())}
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn rule(answer: &RuleAnswer) -> impl IntoView + use<> {
    let (class, glyph, word) = if answer.passed {
        ("text-success", Glyph::Check, "Kept: ")
    } else {
        ("text-error", Glyph::Cross, "Broken: ")
    };
    let sentence = answer.sentence.clone();
    view! {
        <li class="flex gap-2 text-sm">
            <span class=class>
                <Icon glyph class="size-4 shrink-0 mt-0.5" />
            </span>
            <span>
                <span class="sr-only">{word}</span>
                {sentence}
            </span>
        </li>
    }
}

#[component]
fn Holds(applicant: ApplicantView) -> impl IntoView {
    let on_time = applicant.instalments_paid.saturating_sub(applicant.instalments_paid_late);
    let history = if applicant.instalments_paid == 0 {
        "none paid yet".to_owned()
    } else {
        format!("{on_time} of {}", applicant.instalments_paid)
    };
    view! {
        <div class="min-w-0">
            <h3 class="label-quiet mb-2">"What they hold and owe"</h3>
            <Facts>
                <Fact what="Wallet">
                    <Amount paise=applicant.wallet_balance />
                </Fact>
                <Fact what="Loans still owed">
                    <Amount paise=applicant.owed />
                </Fact>
                <Fact what="Overdue">
                    <Amount paise=applicant.overdue />
                </Fact>
                <Fact what="Days past due, worst">{applicant.worst_days_past_due}</Fact>
                <Fact what="Instalments paid on time">{history}</Fact>
            </Facts>
        </div>
    }
    .into_any()
}

#[component]
fn OtherLoans(applicant: ApplicantView) -> impl IntoView {
    if applicant.other_loans.is_empty() {
        return view! { <p class="text-sm quiet mt-4">"No other loan with us, now or before."</p> }
            .into_any();
    }
    let row = |loan: domain::loan::view::LoanView| {
        view! {
            <li class="text-sm flex flex-wrap justify-between gap-x-3 gap-y-1 py-1.5 row-line">
                <a class="hover:underline" href=format!("/admin/loans/{}", loan.id)>
                    <Amount paise=loan.principal_amount />
                    <span class="quiet">{format!(", {}", rate_words(&loan))}</span>
                </a>
                <StateBadge loan />
            </li>
        }
    };
    view! {
        <h3 class="label-quiet mt-5 mb-1">"Other loans"</h3>
        <ul>{applicant.other_loans.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}
