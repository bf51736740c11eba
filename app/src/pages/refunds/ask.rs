use super::server::{AskBack, AskBackScreen, ReadAskBack};
use crate::ui::{
    act::Act,
    address::use_address,
    amount::Amount,
    button::{ButtonLink, Size, Submit, Tone},
    facts::{Fact, Facts},
    field::{Field, LongField},
    form::ActForm,
    heading::Heading,
    load::Reading,
    panel::Panel,
};
use leptos::prelude::*;

#[component]
pub(crate) fn AskBackPage() -> impl IntoView {
    let address = use_address();
    let ask = Act::new::<AskBack>();
    let screen = Reading::new(move || ReadAskBack { of: address.choice("of").unwrap_or_default() });
    screen.show(move |screen| view! { <Form screen ask /> }.into_any())
}

#[component]
fn Form(screen: AskBackScreen, ask: Act) -> impl IntoView {
    let AskBackScreen { purchase, key } = screen;
    let what = purchase.description.clone().unwrap_or_else(|| "Purchase".to_owned());
    let then = if purchase.plan_id.is_some() {
        "If the shop agrees, what you still owe becomes less, from the last instalment backwards. Only what is more than that comes into your wallet."
    } else {
        "If the shop agrees, it comes into your wallet."
    };
    view! {
        <div class="max-w-xl">
            <Heading title="Ask for money back" below=format!("{what}, at {}", purchase.merchant_name) />
            <Panel>
                <Facts>
                    <Fact what="Bought for">
                        <Amount paise=purchase.amount />
                    </Fact>
                    <Fact what="Can be asked back">
                        <Amount paise=purchase.refundable_amount />
                    </Fact>
                </Facts>
                <ActForm action=ask fields=&["amount", "reason"] class="space-y-4 mt-4">
                    <input type="hidden" name="of" value=purchase.transaction_id.to_string() />
                    <input type="hidden" name="idempotency_key" value=key />
                    <Field label="Amount (₹)" name="amount" value=purchase.refundable_amount.rupees() hint="All of it, unless you type less." />
                    <LongField label="Why?" name="reason" hint="The shop reads it." />
                    <p class="text-sm quiet">{then}</p>
                    <Submit size=Size::Block busy="Asking…">"Ask the shop"</Submit>
                </ActForm>
            </Panel>
            <div class="mt-4">
                <ButtonLink href="/refunds" tone=Tone::Quiet>"All refunds"</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}
