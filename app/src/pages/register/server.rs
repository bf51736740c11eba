use crate::error::UiError;
use leptos::prelude::*;

/// Opens an account, signs the browser in and shows the person their first page.
#[server(prefix = "/ui", endpoint = "identity/register")]
pub async fn register(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] role: String,
    #[server(default)] business_name: String,
) -> Result<(), UiError> {
    use crate::{door, first_load::home_of};
    use domain::{body::Raw, identity::body::RegisterBody};
    let body = RegisterBody {
        name: Raw::typed(&name),
        email: Raw::typed(&email),
        password: Raw::Text(password),
        role: Raw::typed(&role),
        business_name: Raw::typed(&business_name),
    };
    let signed_in = door::doorkeeper()?.register(body, door::caller()).await?;
    door::welcome(&signed_in.actor).await?;
    leptos_axum::redirect(&format!("{}?notice=welcome", home_of(signed_in.actor.role)));
    Ok(())
}
