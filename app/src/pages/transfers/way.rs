use super::{
    ask::Ask,
    confirm::Confirm,
    server::{Asked, TransferScreen},
};
use crate::ui::button::{self, ButtonLink};
use crate::ui::{
    act::Act,
    heading::Heading,
    notice::{Notice, Tone},
};
use leptos::prelude::*;

/// What the pages that ask for money to be moved say, for each way that it goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    /// The page itself.
    pub address: &'static str,
    pub title: &'static str,
    /// Above the amount.
    pub figure: &'static str,
    pub from: &'static str,
    /// Where no account is chosen.
    pub to: &'static str,
    pub when: &'static str,
    pub afterwards: &'static str,
    /// "Add" of "Add ₹500.00".
    pub verb: &'static str,
    pub busy: &'static str,
    /// What can be spent, as its hint begins.
    pub available: &'static str,
    pub needs_account: bool,
    /// Amounts that are asked for often, in rupees.
    pub quick: &'static [&'static str],
    pub back: &'static str,
    pub back_words: &'static str,
    /// Where a bank account is added, to come back here.
    pub next: &'static str,
}

pub(crate) const ADD: Way = Way {
    address: "/wallet/add",
    title: "Add money",
    figure: "You add",
    from: "your bank",
    to: "your wallet",
    when: "the bank is asked at once and usually answers within a minute",
    afterwards: "Your wallet once it has arrived",
    verb: "Add",
    busy: "Adding…",
    available: "Your wallet now holds",
    needs_account: false,
    quick: &["500", "1,000", "5,000", "10,000"],
    back: "/wallet",
    back_words: "Back to the wallet",
    next: "",
};

pub(crate) const WITHDRAW: Way = Way {
    address: "/wallet/withdraw",
    title: "Withdraw",
    figure: "You withdraw",
    from: "your wallet",
    to: "your bank",
    when: "held at once; the bank usually pays it within a minute",
    afterwards: "Your wallet afterwards",
    verb: "Withdraw",
    busy: "Withdrawing…",
    available: "Your wallet holds",
    needs_account: true,
    quick: &[],
    back: "/wallet",
    back_words: "Back to the wallet",
    next: "withdraw",
};

pub(crate) const PAY_OUT: Way = Way {
    address: "/merchant/payouts/new",
    title: "Pay out",
    figure: "You pay out",
    from: "what you have available",
    to: "your bank",
    when: "held at once; the bank usually pays it within a minute",
    afterwards: "Available afterwards",
    verb: "Pay out",
    busy: "Paying out…",
    available: "You have available",
    needs_account: true,
    quick: &[],
    back: "/merchant/payouts",
    back_words: "Back to the payouts",
    next: "payout",
};

/// Asks how much, then says what will happen, and does it when the person says yes.
#[component]
pub(crate) fn MoveMoney(
    screen: TransferScreen,
    way: &'static Way,
    act: Act,
    /// Adds a bank account, where there is none yet.
    add: Act,
) -> impl IntoView {
    let off = screen.switched_off.then(|| {
        view! {
            <Notice tone=Tone::Warning>
                "This account is switched off, so nothing can be paid out. What it holds is safe; please talk to us."
            </Notice>
        }
    });
    let inside = match screen.asked.clone() {
        Asked::Plan(plan) => {
            view! { <Confirm plan available=screen.available key=screen.key way act /> }.into_any()
        }
        Asked::Nothing => view! { <Ask screen way refused=None add /> }.into_any(),
        Asked::Refused(refused) => view! { <Ask screen way refused=Some(refused) add /> }.into_any(),
    };
    view! {
        <div class="max-w-xl">
            <Heading title=way.title />
            {off}
            {inside}
            <div class="mt-4">
                <ButtonLink href=way.back tone=button::Tone::Quiet>{way.back_words}</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}

/// For what the page has a key, and the key.
pub(crate) type FirstKey = StoredValue<Option<(String, String)>>;

/// The key is the one that this page had first for this amount and account: the plan may be read again between a
/// press whose answer was lost and the next, and a new key then would move the money twice.
pub(crate) fn with_first_key(kept: FirstKey, mut screen: TransferScreen) -> TransferScreen {
    let Asked::Plan(plan) = &screen.asked else { return screen };
    let account = plan.account.as_ref().map(|account| account.id.to_string()).unwrap_or_default();
    let what = format!("{} {account}", plan.amount.get());
    match kept.get_value() {
        Some((of, key)) if of == what => screen.key = key,
        _ => kept.set_value(Some((what, screen.key.clone()))),
    }
    screen
}
