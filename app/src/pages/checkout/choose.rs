use super::server::{ChooseWay, PayFromWallet};
use crate::{
    first_load::use_who,
    ui::{
        act::Act,
        amount::Amount,
        button::{ButtonLink, Size, Submit, Tone},
        facts::{Fact, Facts},
        form::PlainForm,
        notice::{Notice, Tone as Loudness},
    },
};
use domain::{actor::Role, money::Paise, payment::view::CheckoutView};
use leptos::prelude::*;

/// The ways to pay, and one button.
#[component]
pub(super) fn Choose(checkout: CheckoutView, wallet: Option<Paise>) -> impl IntoView {
    let choose = Act::new::<ChooseWay>();
    // A merchant or an admin has no wallet; whoever is nobody yet may have one.
    let may_have_wallet = use_who().is_none_or(|who| who.role == Role::User);
    let in_wallet = match wallet {
        Some(balance) => format!("Balance {}", balance.show()),
        None => "Sign in to pay from your balance".to_owned(),
    };
    let enough = wallet.is_none_or(|balance| balance >= checkout.amount);
    let wanted = checkout.method.unwrap_or_else(|| "upi".to_owned());
    let checked = move |way: &str| wanted == way;
    view! {
        <PlainForm action=choose fields=&[] class="space-y-3">
            <input type="hidden" name="payment" value=checkout.id.to_string() />
            <fieldset class="space-y-3">
                <legend class="sr-only">"How do you want to pay?"</legend>
                {may_have_wallet
                    .then(|| {
                        view! {
                            <Way
                                value="wallet"
                                word="Kist wallet"
                                below=if enough { in_wallet.clone() } else { format!("{in_wallet}, which is too little") }
                                checked=false
                                disabled=!enough
                            />
                        }
                    })}
                {may_have_wallet
                    .then(|| {
                        view! {
                            <Way
                                value="plan"
                                word="In instalments"
                                below="From 2 to 12, without interest".to_owned()
                                checked=false
                            />
                        }
                    })}
                <Way value="upi" word="UPI" below="Any UPI app".to_owned() checked=checked("upi") />
                <Way value="card" word="Card" below="Debit or credit".to_owned() checked=checked("card") />
            </fieldset>
            <Submit size=Size::Block busy="One moment…">"Pay " {checkout.amount.show()}</Submit>
        </PlainForm>
        <p class="text-xs quiet mt-4 text-center">"You will be asked to confirm. Pressing twice cannot pay twice."</p>
    }
    .into_any()
}

#[component]
fn Way(
    value: &'static str,
    word: &'static str,
    below: String,
    checked: bool,
    #[prop(default = false)] disabled: bool,
) -> impl IntoView {
    view! {
        <label class="flex items-center gap-3 p-4 rounded-box border border-base-300 has-checked:border-primary has-checked:bg-primary/5 has-disabled:opacity-60">
            <input type="radio" name="way" value=value class="radio radio-primary radio-sm" checked=checked disabled=disabled />
            <span class="flex-1 min-w-0">
                <span class="block font-medium text-sm">{word}</span>
                <span class="block text-xs quiet">{below}</span>
            </span>
        </label>
    }
    .into_any()
}

/// Exactly what will be taken from the wallet.
#[component]
pub(super) fn Confirm(checkout: CheckoutView, wallet: Option<Paise>) -> impl IntoView {
    let pay = Act::new::<PayFromWallet>();
    let other = format!("/pay/{}", checkout.id);
    let Some(balance) = wallet else {
        return view! {
            <Notice tone=Loudness::Calm>"You are signed in with an account that has no wallet."</Notice>
            <ButtonLink href=other size=Size::Block tone=Tone::Quiet>"Pay another way"</ButtonLink>
        }
        .into_any();
    };
    let after = balance.saturating_sub(checkout.amount);
    view! {
        <Facts>
            <Fact what="From">"Your Kist wallet"</Fact>
            <Fact what="Balance now">
                <Amount paise=balance />
            </Fact>
            <Fact what="Balance afterwards">
                <Amount paise=after />
            </Fact>
        </Facts>
        <PlainForm action=pay fields=&[] class="mt-5 space-y-3">
            <input type="hidden" name="payment" value=checkout.id.to_string() />
            <Submit size=Size::Block busy="Paying…" disabled=after.is_negative()>
                "Pay " {checkout.amount.show()} " now"
            </Submit>
        </PlainForm>
        <p class="text-center text-sm mt-4">
            <a class="link link-hover quiet" href=other>"Pay another way"</a>
        </p>
    }
    .into_any()
}
