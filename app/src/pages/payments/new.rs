use super::server::{AskPayment, NewPaymentScreen, ReadNewPayment};
use crate::ui::{
    act::Act,
    button::{Size, Submit},
    field::Field,
    form::ActForm,
    heading::Heading,
    load::Reading,
    panel::Panel,
};
use leptos::prelude::*;

/// By hand: for a merchant without a server, who sends the customer a link.
#[component]
pub(crate) fn NewPaymentPage() -> impl IntoView {
    let ask = Act::new::<AskPayment>();
    let screen = Reading::new(|| ReadNewPayment {});
    screen.show(move |screen| view! { <Form screen ask /> }.into_any())
}

#[component]
fn Form(screen: NewPaymentScreen, ask: Act) -> impl IntoView {
    view! {
        <div class="max-w-xl">
            <Heading
                title="Ask for a payment"
                below="You get a link for your customer, who pays from a Kist wallet, by UPI or by card. Servers ask by the API."
            />
            <Panel>
                <ActForm action=ask fields=&["amount", "description", "return_url"]>
                    <input type="hidden" name="idempotency_key" value=screen.key />
                    <Field label="Amount (₹)" name="amount" most=20 />
                    <Field
                        label="What is it for?"
                        name="description"
                        most=255
                        hint="Your customer sees this, for example: Order 2231, Bluetooth speaker."
                    />
                    <Field
                        label="Where does your customer go afterwards?"
                        name="return_url"
                        kind="url"
                        value=screen.return_url
                        most=2048
                        hint="An address of yours. The payment's id and state are added to it."
                    />
                    <Submit size=Size::Block busy="Asking…">"Make the link"</Submit>
                </ActForm>
            </Panel>
        </div>
    }
    .into_any()
}
