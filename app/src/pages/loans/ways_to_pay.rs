use crate::ui::{
    amount::Amount,
    ask_form::AskForm,
    button::{ButtonLink, Tone},
    date::Day,
    money_field::NumberField,
    panel::Panel,
};
use domain::{loan::view::LoanPageView, money::Paise};
use leptos::prelude::*;

/// An instalment, another amount, or all of it. Each leads to a page that says what will happen, and pays there.
#[component]
pub(crate) fn WaysToPay(page: LoanPageView) -> impl IntoView {
    let pay = format!("/loans/{}/pay", page.loan.id);
    let next = next_payment(&page);
    let due = next.is_positive().then(|| {
        let href = format!("{pay}?what=due");
        let (title, words) = if page.due_now.is_positive() {
            ("What is due", "Everything that has fallen due up to today.")
        } else {
            ("The next instalment", "Nothing is due yet; you can pay it ahead.")
        };
        view! {
            <Way title words>
                <ButtonLink href>"Pay " {next.show()}</ButtonLink>
            </Way>
        }
    });
    let all = page.payoff.clone().map(|payoff| {
        let href = format!("{pay}?what=all");
        let saving = payoff.saving;
        view! {
            <li class="py-3 row-line">
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <div class="min-w-0">
                        <p class="text-sm font-medium">"Close it today"</p>
                        <p class="text-xs quiet">
                            "No fee. "
                            {saving
                                .is_positive()
                                .then(|| view! { "You save " <Amount paise=saving /> " of interest. " })}
                            "The figure holds for " <Day date=payoff.date /> "."
                        </p>
                    </div>
                    <ButtonLink href tone=Tone::Quiet>
                        "Close for "
                        {payoff.payoff_amount.show()}
                    </ButtonLink>
                </div>
            </li>
        }
    });
    let balance = page.wallet_balance;
    view! {
        <Panel title="Pay">
            <p class="text-sm quiet mb-1">"From your wallet, which holds " <Amount paise=balance /> "."</p>
            <ul>
                {due}
                {all}
                <li class="py-3 row-line">
                    <OtherAmount pay typed=String::new() refusal=None />
                </li>
            </ul>
        </Panel>
    }
    .into_any()
}

/// What is due; while nothing is, the next instalment.
pub(super) fn next_payment(page: &LoanPageView) -> Paise {
    if page.due_now.is_positive() { page.due_now } else { page.loan.next_due_amount.unwrap_or_default() }
}

/// Asks what another amount would do.
#[component]
pub(super) fn OtherAmount(
    /// The page that says it.
    pay: String,
    typed: String,
    refusal: Option<String>,
) -> impl IntoView {
    let text = RwSignal::new(typed.clone());
    // The refusal is of what was sent; it goes as soon as something else is typed.
    let live_refusal = Signal::derive(move || refusal.clone().filter(|_| text.with(|text| *text == typed)));
    view! {
        <AskForm action=pay class="flex flex-wrap items-start gap-3">
            <input type="hidden" name="what" value="other" />
            <div class="flex-1 min-w-40">
                <NumberField label="Another amount" name="amount" text live_refusal />
            </div>
            <button type="submit" class="btn bg-base-100 border-base-300 h-12 sm:mt-[1.625rem] max-sm:w-full">"See what it does"</button>
        </AskForm>
    }
    .into_any()
}

#[component]
fn Way(title: &'static str, words: &'static str, children: Children) -> impl IntoView {
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 py-3 row-line">
            <div class="min-w-0">
                <p class="text-sm font-medium">{title}</p>
                <p class="text-xs quiet">{words}</p>
            </div>
            {children()}
        </li>
    }
    .into_any()
}
