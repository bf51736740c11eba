use crate::{error::UiError, wire::Wire};
use domain::{
    id::SignInId,
    identity::view::{SignInView, UserView},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The sign-ins of the person who asks.
#[server(prefix = "/ui", endpoint = "identity/sessions", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_sign_ins() -> Result<Wire<Vec<SignInView>>, UiError> {
    use crate::door;
    Wire::of(&door::doorkeeper()?.sessions(&door::actor()?).await?)
}

#[server(prefix = "/ui", endpoint = "identity/rename")]
pub async fn rename(#[server(default)] name: String) -> Result<(), UiError> {
    use crate::door;
    door::doorkeeper()?
        .rename(&door::actor()?, &domain::body::Raw::typed(&name), &door::meta().request_id)
        .await?;
    leptos_axum::redirect("/settings?notice=saved");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "identity/about", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_about() -> Result<Wire<UserView>, UiError> {
    use crate::door;
    let actor = door::actor()?;
    Wire::of(&domain::identity::pg::user(&door::pool()?, &actor, actor.person).await?)
}

/// What is left empty stays as it is.
#[server(prefix = "/ui", endpoint = "identity/set-about")]
pub async fn set_about(
    #[server(default)] phone_number: String,
    #[server(default)] pan: String,
    #[server(default)] card_number: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, identity::body::ChangeUserBody};
    let actor = door::actor()?;
    let body = ChangeUserBody {
        phone_number: Raw::typed(&phone_number),
        pan: Raw::typed(&pan),
        card_number: Raw::typed(&card_number),
        ..ChangeUserBody::default()
    };
    let command = body.parse(&actor, actor.person, door::vault()?, door::meta())?;
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect("/settings?notice=saved");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "identity/change-password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] new_password: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, identity::body::ChangePasswordBody};
    let body = ChangePasswordBody {
        current_password: Raw::Text(current_password),
        new_password: Raw::Text(new_password),
    };
    door::doorkeeper()?.change_password(&door::actor()?, body, &door::meta().request_id).await?;
    leptos_axum::redirect("/settings?notice=password");
    Ok(())
}

/// Signs one device out.
#[server(prefix = "/ui", endpoint = "identity/revoke")]
pub async fn revoke(sign_in: SignInId) -> Result<(), UiError> {
    use crate::door;
    door::doorkeeper()?.revoke(&door::actor()?, sign_in, &door::meta().request_id).await?;
    leptos_axum::redirect("/settings?notice=revoked");
    Ok(())
}

/// Signs every device out but the one that asks.
#[server(prefix = "/ui", endpoint = "identity/sign-out-others")]
pub async fn sign_out_others() -> Result<(), UiError> {
    use crate::door;
    door::doorkeeper()?.sign_out_others(&door::actor()?, &door::meta().request_id).await?;
    leptos_axum::redirect("/settings?notice=others");
    Ok(())
}

/// An admin's second factor. Until a first code was entered, the secret as it is typed and as a QR code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorPage {
    pub is_on: bool,
    pub secret: Option<String>,
    /// As SVG.
    pub drawing: Option<String>,
}

#[server(prefix = "/ui", endpoint = "identity/second-factor", input = leptos::server_fn::codec::GetUrl)]
pub async fn read_second_factor() -> Result<Wire<FactorPage>, UiError> {
    use crate::door;
    let actor = door::actor()?;
    let (admin, doorkeeper) = (actor.as_admin()?, door::doorkeeper()?);
    let is_on = doorkeeper.second_factor(admin).await?.is_on;
    let begun = doorkeeper.begun_second_factor(admin, &door::visitor().email.unwrap_or_default()).await?;
    let drawing = begun.as_ref().and_then(|begun| drawn(&begun.address));
    Wire::of(&FactorPage { is_on, secret: begun.map(|begun| begun.secret), drawing })
}

#[server(prefix = "/ui", endpoint = "identity/second-factor-begin")]
pub async fn begin_second_factor() -> Result<(), UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let account = door::visitor().email.unwrap_or_default();
    door::doorkeeper()?.begin_second_factor(admin, &account, door::meta()).await?;
    leptos_axum::redirect("/settings");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "identity/second-factor-confirm")]
pub async fn confirm_second_factor(#[server(default)] otp: String) -> Result<(), UiError> {
    use crate::door;
    let body = domain::identity::body::CodeBody { otp: domain::body::Raw::typed(&otp) };
    door::doorkeeper()?.confirm_second_factor(door::actor()?.as_admin()?, &body, door::meta()).await?;
    leptos_axum::redirect("/settings?notice=factor-on");
    Ok(())
}

#[server(prefix = "/ui", endpoint = "identity/second-factor-remove")]
pub async fn remove_second_factor(#[server(default)] otp: String) -> Result<(), UiError> {
    use crate::door;
    let body = domain::identity::body::CodeBody { otp: domain::body::Raw::typed(&otp) };
    door::doorkeeper()?.remove_second_factor(door::actor()?.as_admin()?, &body, door::meta()).await?;
    leptos_axum::redirect("/settings?notice=factor-off");
    Ok(())
}

#[cfg(feature = "ssr")]
fn drawn(address: &str) -> Option<String> {
    use qrcode::{QrCode, render::svg};
    let code = QrCode::new(address).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(180, 180).quiet_zone(true).build())
}
