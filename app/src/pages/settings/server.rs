use crate::{error::UiError, wire::Wire};
use domain::{
    id::SignInId,
    identity::view::{SignInView, UserView},
};
use leptos::prelude::*;

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
