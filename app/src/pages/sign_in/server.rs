use crate::error::UiError;
use leptos::prelude::*;

/// Signs the browser in and leads to where the person wanted to go.
#[server(prefix = "/ui", endpoint = "identity/sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] otp: String,
    #[server(default)] next: String,
) -> Result<(), UiError> {
    use crate::{door, first_load::home_of};
    use domain::{body::Raw, identity::body::SignInBody};
    let body = SignInBody { email: Raw::typed(&email), password: Raw::Text(password), otp: Raw::typed(&otp) };
    let signed_in = door::doorkeeper()?.sign_in(body, door::caller()).await?;
    door::welcome(&signed_in.actor).await?;
    let home = home_of(signed_in.actor.role);
    leptos_axum::redirect(if is_here(&next) { &next } else { home });
    Ok(())
}

#[server(prefix = "/ui", endpoint = "identity/sign-out")]
pub async fn sign_out() -> Result<(), UiError> {
    use crate::door;
    if let Some(actor) = door::visitor().actor {
        door::doorkeeper()?.sign_out(&actor, &door::meta().request_id).await?;
    }
    door::end_session(&door::session()?).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// A page of ours: never another site, however it is written.
#[cfg(feature = "ssr")]
fn is_here(next: &str) -> bool {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && next.starts_with('/') && !next.starts_with("//")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_here;

    #[test]
    fn the_next_page_is_ours() {
        for ours in ["/", "/loans/apply?amount=1%2C00%2C000", "/admin"] {
            assert!(is_here(ours), "{ours}");
        }
        for other in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/\t/x"]
        {
            assert!(!is_here(other), "{other:?}");
        }
    }
}
