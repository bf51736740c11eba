use crate::ui::{
    act::Act,
    button::{Submit, Tone},
    field::Field,
    form::ActForm,
};
use domain::money::Paise;
use leptos::prelude::*;

/// Gives back part of a payment, or all that is left.
#[component]
pub(super) fn RefundForm(payment: String, key_text: String, left: Paise, refund: Act) -> impl IntoView {
    view! {
        <ActForm action=refund fields=&["amount", "reason"]>
            <input type="hidden" name="payment" value=payment />
            <input type="hidden" name="idempotency_key" value=key_text />
            <Field label="Amount (₹)" name="amount" value=left.rupees() most=20 hint="All that is left, unless you type less." />
            <Field label="Why (optional)" name="reason" most=500 hint="Your customer does not see it." />
            <Submit tone=Tone::Danger busy="Giving back…">"Give back"</Submit>
        </ActForm>
    }
    .into_any()
}
