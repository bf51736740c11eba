use crate::{error::UiError, wire::Wire};
use domain::{money::Paise, payment::view::CheckoutView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What a merchant's customer sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutScreen {
    pub checkout: CheckoutView,
    /// What a borrower who is signed in could pay from.
    pub wallet: Option<Paise>,
}

/// Whoever has the address may look: it says who asks for how much, and nothing of who pays.
#[server(prefix = "/ui", endpoint = "checkout/payment", input = GetUrl)]
pub async fn read_checkout(payment: String) -> Result<Wire<CheckoutScreen>, UiError> {
    use crate::door;
    let pool = door::pool()?;
    let checkout = domain::payment::pg::checkout(&pool, door::id(&payment)?).await?;
    let wallet = match door::visitor().actor.and_then(|actor| actor.as_borrower().ok()) {
        Some(borrower) => Some(domain::wallet::pg::balance(&pool, borrower.person()).await?.balance),
        None => None,
    };
    Wire::of(&CheckoutScreen { checkout, wallet })
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
    if way == "wallet" {
        // One that does not exist is told before anybody is asked to sign in.
        checkout(&door::pool()?, id).await?;
        let here = format!("/pay/{id}?way=wallet");
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
