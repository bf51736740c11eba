use crate::{
    pages::{
        bank_accounts::server::AddBankAccount,
        transfers::{
            MoveMoney, WITHDRAW,
            server::{ReadWithdrawalPlan, Withdraw},
            with_first_key,
        },
    },
    ui::{act::Act, address::use_address, load::Reading},
};
use leptos::prelude::*;

#[component]
pub(crate) fn WithdrawPage() -> impl IntoView {
    let address = use_address();
    let (act, add) = (Act::new::<Withdraw>(), Act::new::<AddBankAccount>());
    let screen = Reading::after([add], move || ReadWithdrawalPlan {
        amount: address.choice("amount"),
        bank_account_id: address.choice("bank_account_id"),
        step: address.choice("step"),
    });
    let kept = StoredValue::new(None);
    screen.show(move |screen| {
        view! { <MoveMoney screen=with_first_key(kept, screen) way=&WITHDRAW act add /> }.into_any()
    })
}
