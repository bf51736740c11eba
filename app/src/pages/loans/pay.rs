use super::{
    server::{PayLoan, PaymentPreview, PreviewPayment},
    ways_to_pay::OtherAmount,
};
use crate::ui::{
    act::Act,
    address::use_address,
    amount::{Amount, BigAmount},
    button::{ButtonLink, Size, Submit, Tone},
    date::Day,
    facts::{Fact, Facts},
    form::ActForm,
    heading::Heading,
    load::Reading,
    notice::{self, Notice},
    panel::{FigurePanel, Panel},
};
use domain::{id::LoanId, money::Paise};
use leptos::prelude::*;

/// What will happen, before it happens.
#[component]
pub(crate) fn PayPage() -> impl IntoView {
    let address = use_address();
    let pay = Act::new::<PayLoan>();
    let preview = Reading::new(move || PreviewPayment {
        loan: address.part("loan"),
        what: address.choice("what"),
        amount: address.choice("amount"),
    });
    let kept = StoredValue::new(None);
    let look = move |preview| view! { <Confirm preview=with_first_key(kept, preview) pay /> }.into_any();
    preview.show_or(look, move |refusal| {
        let sentence = refusal.0.about("amount")?.to_owned();
        let (loan, typed) = (address.part("loan"), address.choice("amount").unwrap_or_default());
        Some(view! { <AskAgain loan typed sentence /> }.into_any())
    })
}

/// The key is the one that this page had first for this loan and amount: the preview may be read again between
/// a press whose answer was lost and the next, and a new key then would pay twice.
fn with_first_key(
    kept: StoredValue<Option<(LoanId, Paise, String)>>,
    mut preview: PaymentPreview,
) -> PaymentPreview {
    let (loan, amount) = (preview.page.loan.id, preview.amount);
    match kept.get_value() {
        Some((of, for_amount, key)) if (of, for_amount) == (loan, amount) => preview.key = key,
        _ => kept.set_value(Some((loan, amount, preview.key.clone()))),
    }
    preview
}

/// What was typed is no amount: it stays, with what is wrong beside it.
#[component]
fn AskAgain(loan: String, typed: String, sentence: String) -> impl IntoView {
    let (pay, back) = (format!("/loans/{loan}/pay"), format!("/loans/{loan}"));
    view! {
        <div class="max-w-xl">
            <Heading title="Pay another amount" />
            <Panel>
                <OtherAmount pay typed refusal=Some(sentence) />
            </Panel>
            <div class="mt-4">
                <ButtonLink href=back tone=Tone::Quiet>"Back to the loan"</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Confirm(preview: PaymentPreview, pay: Act) -> impl IntoView {
    let loan = preview.page.loan.clone();
    let title = if preview.closes { "Close this loan?" } else { "Pay this?" };
    let below = format!("{} loan of {}", loan.purpose.words(), loan.principal_amount.show());
    let amount = preview.amount;
    view! {
        <div class="max-w-xl">
            <Heading title below />
            <FigurePanel title="You pay">
                <BigAmount paise=amount />
                <Consequences preview=preview.clone() />
                <Yes preview pay />
            </FigurePanel>
            <div class="mt-4">
                <ButtonLink href=format!("/loans/{}", loan.id) tone=Tone::Quiet>"Back to the loan"</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Consequences(preview: PaymentPreview) -> impl IntoView {
    let (balance, today) = (preview.page.wallet_balance, preview.page.today);
    let to = format!("your {} loan", preview.page.loan.purpose.words().to_ascii_lowercase());
    let after = preview.wallet_after.ok().map(|after| {
        view! {
            <Fact what="Your wallet afterwards">
                <Amount paise=after />
            </Fact>
        }
    });
    view! {
        <div class="mt-3 mb-4">
            <Facts>
                <Fact what="From">"your wallet, now " <Amount paise=balance /></Fact>
                <Fact what="To">{to}</Fact>
                <Fact what="Fee">{Paise::ZERO.show()}</Fact>
                <Fact what="When">"at once, on " <Day date=today /></Fact>
                {after}
                <Fact what="Left to pay afterwards" total=true>{left_afterwards(&preview)}</Fact>
            </Facts>
        </div>
    }
    .into_any()
}

/// The button, or why there is none.
#[component]
fn Yes(preview: PaymentPreview, pay: Act) -> impl IntoView {
    if preview.amount > preview.page.loan.outstanding_amount {
        return view! { <TooMuch preview /> }.into_any();
    }
    if let Err(missing) = preview.wallet_after {
        return view! {
            <Notice tone=notice::Tone::Warning>
                "Your wallet does not cover this: " <Amount paise=missing />
                " is missing. You can pay a smaller amount."
            </Notice>
        }
        .into_any();
    }
    view! {
        <ActForm action=pay>
            <input type="hidden" name="loan" value=preview.page.loan.id.to_string() />
            <input type="hidden" name="amount" value=preview.amount.rupees() />
            <input type="hidden" name="idempotency_key" value=preview.key />
            <Submit size=Size::Block busy="Paying…">"Pay " {preview.amount.show()}</Submit>
        </ActForm>
        <p class="text-xs quiet mt-3 text-center">"Pressing twice cannot pay twice."</p>
    }
    .into_any()
}

fn left_afterwards(preview: &PaymentPreview) -> AnyView {
    if preview.closes {
        view! { "nothing: the loan is closed" }.into_any()
    } else {
        let left = preview.page.loan.outstanding_amount.saturating_sub(preview.amount).or_zero();
        view! { <Amount paise=left /> }.into_any()
    }
}

/// More than is owed is not taken.
#[component]
fn TooMuch(preview: PaymentPreview) -> impl IntoView {
    view! {
        <Notice tone=notice::Tone::Warning>
            "This is more than the whole loan, of which "
            <Amount paise=preview.page.loan.outstanding_amount />
            " is left. "
            <a class="link" href=format!("/loans/{}/pay?what=all", preview.page.loan.id)>
                "Close it instead"
            </a>
        </Notice>
    }
    .into_any()
}
