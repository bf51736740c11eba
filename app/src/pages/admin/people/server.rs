use crate::{error::UiError, wire::Wire};
use domain::{
    loan::view::{PersonPageView, PersonRowView},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/people", input = GetUrl)]
pub async fn read_people(
    search: Option<String>,
    role: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<PersonRowView>>, UiError> {
    use crate::door;
    use domain::{actor::Role, explain::Explanation, page::PageRequest};
    let admin = door::actor()?.as_admin()?;
    let role = role.map(|word| {
        Role::parse(&word).ok_or_else(|| Explanation::validation("role", "There is no such kind of account."))
    });
    let wanted = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(
        &domain::loan::pg::people(&door::pool()?, admin, search.as_deref(), role.transpose()?, wanted)
            .await?,
    )
}

#[server(prefix = "/ui", endpoint = "admin/person", input = GetUrl)]
pub async fn read_person(person: String) -> Result<Wire<PersonPageView>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::loan::pg::person_page(&door::pool()?, admin, door::id(&person)?).await?)
}

/// Lets a person sign in and act, or no longer.
#[server(prefix = "/ui", endpoint = "admin/set-active")]
pub async fn set_active(person: String, is_active: bool) -> Result<(), UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let command =
        domain::identity::pg::SetActive { admin, person: door::id(&person)?, is_active, meta: door::meta() };
    domain::work::execute(&door::pool()?, &command).await?;
    leptos_axum::redirect(&format!("/admin/people/{person}?notice=saved"));
    Ok(())
}
