use crate::{error::UiError, wire::Wire};
use chrono::NaiveDate;
use domain::{money::Paise, payment::view::CheckoutView, plan::view::OfferView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What a merchant's customer sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutScreen {
    pub checkout: CheckoutView,
    /// What a borrower who is signed in could pay from.
    pub wallet: Option<Paise>,
    /// And what they could buy on instalments.
    pub later: Option<LaterView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterView {
    pub offer: OfferView,
    /// What is overdue; whoever owes it buys nothing on instalments.
    pub overdue: Paise,
    /// From which the due dates are counted.
    pub today: NaiveDate,
}

/// Whoever has the address may look: it says who asks for how much, and nothing of who pays.
#[server(prefix = "/ui", endpoint = "checkout/payment", input = GetUrl)]
pub async fn read_checkout(payment: String) -> Result<Wire<CheckoutScreen>, UiError> {
    use crate::door;
    let pool = door::pool()?;
    let checkout = domain::payment::pg::checkout(&pool, door::id(&payment)?).await?;
    let (mut wallet, mut later) = (None, None);
    if let Some(borrower) = door::visitor().actor.and_then(|actor| actor.as_borrower().ok()) {
        wallet = Some(domain::wallet::pg::balance(&pool, borrower.person()).await?.balance);
        let now = domain::work::business_now(&pool).await?;
        later = Some(LaterView {
            offer: domain::plan::pg::offer(&pool, borrower).await?,
            overdue: domain::debt::pg::debt(&pool, borrower.person()).await?.total_debt,
            today: domain::calendar::business_date(now),
        });
    }
    Wire::of(&CheckoutScreen { checkout, wallet, later })
}

/// The customer says how. A wallet is asked for once more; a gateway does that on its own page.
#[server(prefix = "/ui", endpoint = "checkout/choose")]
pub async fn choose_way(payment: String, #[server(default)] way: String) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        explain::Explanation,
        gateway::Way,
        id::PaymentId,
        payment::pg::{ChooseWay, checkout},
    };
    let id: PaymentId = door::id(&payment)?;
    if way == "wallet" || way == "plan" {
        // One that does not exist is told before anybody is asked to sign in.
        checkout(&door::pool()?, id).await?;
        let here = format!("/pay/{id}?way={way}");
        match door::visitor().actor {
            Some(_) => leptos_axum::redirect(&here),
            None => leptos_axum::redirect(&format!(
                "/sign-in?next={}",
                here.replace('?', "%3F").replace('=', "%3D")
            )),
        }
        return Ok(());
    }
    let way =
        Way::parse(&way).ok_or_else(|| Explanation::validation("way", "Choose how you want to pay."))?;
    let command = ChooseWay { payment: id, way, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/pay/{id}"));
    Ok(())
}

#[server(prefix = "/ui", endpoint = "checkout/pay-from-wallet")]
pub async fn pay_from_wallet(payment: String) -> Result<(), UiError> {
    use crate::door;
    use domain::payment::pg::PayFromWallet;
    let payer = door::actor()?.as_borrower()?;
    let command = PayFromWallet { payer, payment: door::id(&payment)?, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/pay/{}", command.payment));
    Ok(())
}

/// In instalments. Its key is the payment's own id: a payment is paid once, whoever presses how often.
#[server(prefix = "/ui", endpoint = "checkout/buy-later")]
pub async fn buy_later(payment: String, #[server(default)] count: String) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        id::PaymentId,
        plan::body::PlanBody,
        work::{IdempotencyKey, execute},
    };
    let buyer = door::actor()?.as_borrower()?;
    let id: PaymentId = door::id(&payment)?;
    let pool = door::pool()?;
    let (merchant, amount) = domain::payment::pg::asked_by(&pool, id).await?;
    let body = PlanBody {
        merchant_id: Raw::Text(merchant.to_string()),
        total_amount: Raw::Text(amount.rupees()),
        installment_count: Raw::typed(&count),
        payment_id: Raw::Text(id.to_string()),
        ..PlanBody::default()
    };
    let key = IdempotencyKey::parse(&format!("checkout-{id}"))?;
    execute(&pool, &body.parse(buyer, key, door::meta())?).await?;
    leptos_axum::redirect(&format!("/pay/{id}"));
    Ok(())
}
