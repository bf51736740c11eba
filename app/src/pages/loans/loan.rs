use super::{
    list::{StateBadge, rate_words},
    schedule::{MonthsChart, SchedulePanel},
    server::ReadLoan,
    ways_to_pay::WaysToPay,
};
use crate::ui::{
    address::use_address,
    amount::{Amount, BigAmount, Movement},
    chart::Donut,
    copy_id::CopyId,
    date::{Day, Moment},
    empty::Empty,
    facts::{Fact, Facts, Figure},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    notice::{Notice, Tone},
    panel::{FigurePanel, Panel},
    timeline::Timeline,
};
use domain::loan::{
    state::LoanState,
    view::{LoanPageView, ReceiptView},
};
use leptos::prelude::*;

#[component]
pub(crate) fn LoanPage() -> impl IntoView {
    let address = use_address();
    let page = Reading::live(move || ReadLoan { loan: address.part("loan") });
    page.show(|page| {
        let title = format!("{} loan", page.loan.purpose.words());
        let below = format!("{} · {}", page.loan.principal_amount.show(), rate_words(&page.loan));
        let loan = page.loan.clone();
        view! {
            <Heading title below>
                <StateBadge loan />
            </Heading>
            <LoanParts page mine=true />
        }
        .into_any()
    })
}

/// Everything of one loan. An admin sees the same, without the ways to pay.
#[component]
pub(crate) fn LoanParts(page: LoanPageView, mine: bool) -> impl IntoView {
    let started = matches!(page.loan.status, LoanState::Active | LoanState::Closed);
    let events =
        page.timeline.iter().map(|event| (event.at, event.words.clone(), event.by.clone())).collect();
    let id = page.loan.id.to_string();
    view! {
        <Standing page=page.clone() />
        {started
            .then(|| {
                view! {
                    <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
                        <Owed page=page.clone() />
                        {if mine && page.loan.status == LoanState::Active {
                            view! { <WaysToPay page=page.clone() /> }.into_any()
                        } else {
                            view! { <PayoffPanel page=page.clone() /> }.into_any()
                        }}
                    </div>
                    <div class="space-y-4">
                        <MonthsChart rows=page.schedule.clone() />
                        <SchedulePanel rows=page.schedule.clone() />
                    </div>
                }
            })}
        <div class="grid gap-4 lg:grid-cols-2 items-start mt-4">
            {started.then(|| view! { <Receipts receipts=page.receipts.clone() mine /> })}
            <Panel title="What happened">
                <Timeline events />
                <p class="text-xs quiet mt-4">"Loan " <CopyId id /></p>
            </Panel>
        </div>
    }
    .into_any()
}

/// A loan that is not running says why.
#[component]
fn Standing(page: LoanPageView) -> impl IntoView {
    match page.loan.status {
        LoanState::Applied | LoanState::Approved => view! {
            <Notice tone=Tone::Calm>
                <p class="font-medium">"Waiting for approval"</p>
                <p>
                    "If it is approved, "
                    <Amount paise=page.loan.principal_amount />
                    " is paid into the wallet at once, and the first instalment of "
                    <Amount paise=page.loan.emi_amount />
                    " is due a month later. In all "
                    <Amount paise=page.total_amount />
                    " would be paid back, APR "
                    {page.apr.show()}
                    "."
                </p>
            </Notice>
        }
        .into_any(),
        LoanState::Rejected => view! {
            <Notice tone=Tone::Warning>
                <p class="font-medium">"This application was not approved"</p>
                <p>{page.loan.rejection_reason}</p>
            </Notice>
        }
        .into_any(),
        LoanState::Active if page.loan.days_past_due > 0 => view! {
            <Notice tone=Tone::Bad>
                <p class="font-medium">
                    <Amount paise=page.due_now />
                    " is overdue"
                </p>
                <p>{format!("The oldest unpaid instalment was due {} days ago.", page.loan.days_past_due)}</p>
            </Notice>
        }
        .into_any(),
        LoanState::Active | LoanState::Closed => ().into_any(),
    }
}

#[component]
fn Owed(page: LoanPageView) -> impl IntoView {
    let paid = page.total_amount.saturating_sub(page.loan.outstanding_amount).or_zero();
    let per_cent = per_cent(paid, page.total_amount);
    let ends = page.schedule.last().map(|row| row.instalment.due_date);
    let next = page.loan.next_due_amount.zip(page.loan.next_due_date);
    view! {
        <FigurePanel title="Left to pay">
            <div class="flex justify-between gap-4">
                <div class="min-w-0">
                    <BigAmount paise=page.loan.outstanding_amount />
                    <p class="text-sm quiet mt-1">
                        "of "
                        <Amount paise=page.total_amount />
                    </p>
                </div>
                <Donut per_cent label=format!("{per_cent} per cent repaid") />
            </div>
            <dl class="grid grid-cols-2 gap-4 mt-4 text-sm">
                {next
                    .map(|(amount, due)| {
                        view! {
                            <Figure what="Next instalment">
                                <Amount paise=amount />
                            </Figure>
                            <Figure what="Due on">
                                <Day date=due />
                            </Figure>
                        }
                    })}
                <Figure what="Interest in all">
                    <Amount paise=page.total_interest />
                </Figure>
                <Figure what="Yearly cost (APR)">{page.apr.show()}</Figure>
                {page
                    .loan
                    .disbursed_on
                    .map(|date| {
                        view! {
                            <Figure what="Paid out on">
                                <Day date />
                            </Figure>
                        }
                    })}
                {ends
                    .map(|date| {
                        view! {
                            <Figure what="Last instalment">
                                <Day date />
                            </Figure>
                        }
                    })}
            </dl>
        </FigurePanel>
    }
    .into_any()
}

/// How a part of the whole looks as a ring.
pub(crate) fn per_cent(part: domain::money::Paise, whole: domain::money::Paise) -> i64 {
    let (part, whole) = (i128::from(part.get()), i128::from(whole.get()));
    if whole <= 0 { 0 } else { i64::try_from(part.saturating_mul(100) / whole).unwrap_or(0) }
}

/// What would close the loan today, for those who do not pay it themselves.
#[component]
pub(super) fn PayoffPanel(page: LoanPageView) -> impl IntoView {
    match page.payoff {
        Some(payoff) => view! {
            <FigurePanel title="Closes today for">
                <BigAmount paise=payoff.payoff_amount />
                <div class="mt-3">
                    <Facts>
                        <Fact what="Principal lent">
                            <Amount paise=payoff.principal />
                        </Fact>
                        <Fact what="Interest earned to today">
                            <Amount paise=payoff.interest_accrued />
                        </Fact>
                        <Fact what="Charges">
                            <Amount paise=payoff.charges />
                        </Fact>
                        <Fact what="Paid so far">
                            <Amount paise=payoff.total_paid.checked_neg().unwrap_or_default() />
                        </Fact>
                    </Facts>
                </div>
            </FigurePanel>
        }
        .into_any(),
        None => view! {
            <Panel>
                <Empty glyph=Glyph::Check title="Nothing is owed" words="This loan is paid off." />
            </Panel>
        }
        .into_any(),
    }
}

#[component]
fn Receipts(receipts: Vec<ReceiptView>, mine: bool) -> impl IntoView {
    let row = move |receipt: ReceiptView| {
        let repayment = receipt.repayment;
        let href = if mine {
            format!("/loans/{}/receipts/{}", repayment.loan_id, repayment.id)
        } else {
            format!("/admin/ledger/entries/{}", receipt.entry)
        };
        view! {
            <li class="row-line">
                <a href=href class="flex justify-between gap-4 py-3 hover:bg-base-200 -mx-2 px-2 rounded-field">
                    <span class="min-w-0">
                        <span class="block text-sm font-medium">
                            <Moment at=repayment.created_at />
                        </span>
                        <span class="block text-xs quiet tnum">
                            {repayment.principal_component.show()}
                            " principal · "
                            {repayment.interest_component.show()}
                            " interest"
                        </span>
                    </span>
                    <span class="text-sm text-right">
                        <Movement paise=repayment.amount credit=false />
                        <span class="block text-xs quiet tnum">{receipt.outstanding_after.show()} " left"</span>
                    </span>
                </a>
            </li>
        }
    };
    let none = receipts.is_empty();
    view! {
        <Panel title="Payments">
            {none
                .then(|| {
                    view! {
                        <Empty title="No payments yet" words="Each payment appears here with its receipt and its ledger entry." />
                    }
                })}
            <ul>{receipts.into_iter().map(row).collect_view()}</ul>
        </Panel>
    }
    .into_any()
}
