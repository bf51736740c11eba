use crate::{error::UiError, wire::Wire};
use domain::{page::Page, payment::view::PaymentView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One payment, and the key of the form that gives it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentScreen {
    pub payment: PaymentView,
    /// Rendered with the form: pressing twice cannot give back twice.
    pub key: String,
}

/// What a form needs that asks for a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPaymentScreen {
    pub key: String,
    /// Where the customer goes afterwards, unless something else is typed.
    pub return_url: String,
}

#[server(prefix = "/ui", endpoint = "merchant/payments", input = GetUrl)]
pub async fn read_payments(
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<PaymentView>>, UiError> {
    use crate::door;
    use domain::{
        page::PageRequest,
        payment::pg::{PaymentFilter, payments},
    };
    let actor = door::actor()?;
    actor.as_merchant()?;
    let reader = actor.as_merchant_reader(None)?;
    let filter = PaymentFilter { status: state(status)?, ..PaymentFilter::default() };
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&payments(&door::pool()?, reader, &filter, wanted).await?)
}

/// The state that a filter names.
#[cfg(feature = "ssr")]
pub(crate) fn state(word: Option<String>) -> Result<Option<domain::payment::PaymentState>, UiError> {
    use domain::{explain::Explanation, payment::PaymentState};
    let known = |word: String| {
        PaymentState::parse(&word)
            .ok_or_else(|| Explanation::validation("status", "There is no such state of a payment."))
    };
    Ok(word.map(known).transpose()?)
}

#[server(prefix = "/ui", endpoint = "merchant/payment", input = GetUrl)]
pub async fn read_payment(payment: String) -> Result<Wire<PaymentScreen>, UiError> {
    use crate::door;
    let actor = door::actor()?;
    actor.as_merchant()?;
    let reader = actor.as_merchant_reader(None)?;
    let payment = domain::payment::pg::payment(&door::pool()?, reader, door::id(&payment)?).await?;
    Wire::of(&PaymentScreen { payment, key: door::form_key() })
}

#[server(prefix = "/ui", endpoint = "merchant/new-payment", input = GetUrl)]
pub async fn read_new_payment() -> Result<Wire<NewPaymentScreen>, UiError> {
    use crate::door;
    door::actor()?.as_merchant()?;
    Wire::of(&NewPaymentScreen { key: door::form_key(), return_url: format!("{}/", door::own_address()) })
}

/// By hand: always with a checkout, because nobody else would execute it.
#[server(prefix = "/ui", endpoint = "merchant/ask-payment")]
pub async fn ask_payment(
    #[server(default)] amount: String,
    #[server(default)] description: String,
    #[server(default)] return_url: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        money::PositivePaise,
        payment::body::PaymentBody,
        work::{IdempotencyKey, execute},
    };
    let actor = door::actor()?;
    actor.as_merchant()?;
    let acting = actor.for_merchant(None)?;
    // As a person types it, with commas.
    let amount = match PositivePaise::parse_typed(&amount) {
        Ok(paise) => Raw::Text(paise.get().rupees()),
        Err(_) => Raw::typed(&amount),
    };
    let body = PaymentBody {
        amount,
        currency: "INR".into(),
        description: Raw::typed(&description),
        return_url: Raw::typed(&return_url),
        ..PaymentBody::default()
    };
    body.return_url.needed("return_url")?;
    let key = IdempotencyKey::parse(&idempotency_key)?;
    let command = body.parse(acting, door::gateways(), key, door::meta())?;
    let payment = execute(&door::pool()?, &command).await?.value.id;
    leptos_axum::redirect(&format!("/merchant/payments/{payment}?notice=asked-payment"));
    Ok(())
}

/// Part of it, or all that is left.
#[server(prefix = "/ui", endpoint = "merchant/refund")]
pub async fn refund_it(
    payment: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        id::PaymentId,
        money::PositivePaise,
        payment::body::RefundBody,
        work::{IdempotencyKey, execute},
    };
    let actor = door::actor()?;
    actor.as_merchant()?;
    let acting = actor.for_merchant(None)?;
    let id: PaymentId = door::id(&payment)?;
    let amount = match PositivePaise::parse_typed(&amount) {
        Ok(paise) => Raw::Text(paise.get().rupees()),
        Err(_) => Raw::typed(&amount),
    };
    amount.needed("amount")?;
    let body = RefundBody { amount, reason: Raw::typed(&reason) };
    let key = IdempotencyKey::parse(&idempotency_key)?;
    execute(&door::pool()?, &body.parse(acting, id, Some(key), door::meta())?).await?;
    leptos_axum::redirect(&format!("/merchant/payments/{id}?notice=refunding"));
    Ok(())
}
