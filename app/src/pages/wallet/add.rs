use crate::{
    pages::{
        bank_accounts::server::AddBankAccount,
        transfers::{
            ADD, MoveMoney,
            server::{AddMoney, ReadDepositPlan},
            with_first_key,
        },
    },
    ui::{act::Act, address::use_address, load::Reading},
};
use leptos::prelude::*;

#[component]
pub(crate) fn AddMoneyPage() -> impl IntoView {
    let address = use_address();
    let (act, add) = (Act::new::<AddMoney>(), Act::new::<AddBankAccount>());
    let screen = Reading::new(move || ReadDepositPlan {
        amount: address.choice("amount"),
        step: address.choice("step"),
    });
    let kept = StoredValue::new(None);
    screen.show(move |screen| {
        view! { <MoveMoney screen=with_first_key(kept, screen) way=&ADD act add /> }.into_any()
    })
}
